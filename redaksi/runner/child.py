"""A child process: started so that it cannot outlive us, watched, stopped."""

from __future__ import annotations

import asyncio
import os
import signal
from dataclasses import dataclass, field
from pathlib import Path

from shared.parentage import die_with_parent

_LARGEST_LOG = 20_000_000


@dataclass
class Child:
    """One process of the newsroom. `env` is added to ours."""

    name: str
    command: list[str]
    log: Path
    env: dict[str, str] = field(default_factory=dict)
    cwd: Path | None = None
    process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        """Its process id, while it runs."""
        running = self.process is not None and self.process.returncode is None
        return self.process.pid if running and self.process else None

    async def start(self) -> None:
        """Start it, in a session of its own so that Ctrl-C reaches only the runner; output goes to its log."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.is_file() and self.log.stat().st_size > _LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *self.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **self.env},
                cwd=self.cwd,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )

    async def ended(self) -> str:
        """Wait for its end; how it ended, in words."""
        if self.process is None:
            return "it was never started"
        code = await self.process.wait()
        return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"

    def send(self, what: signal.Signals) -> None:
        """Send it a signal, where it still runs."""
        if self.pid is not None and self.process is not None:
            self.process.send_signal(what)

    async def stop(self, seconds: float) -> None:
        """Ask it to stop; after `seconds` it is killed, also when it hangs."""
        if self.process is None or self.pid is None:
            return
        self.send(signal.SIGTERM)
        try:
            async with asyncio.timeout(max(seconds, 0.1)):
                await self.process.wait()
        except TimeoutError:
            self.send(signal.SIGKILL)
            await self.process.wait()
