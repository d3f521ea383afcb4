"""A mail server that takes everything, unless it is told to answer otherwise; it keeps what it took."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from tests.system.ports import free_ports


@dataclass
class Post:
    """Its address, what it took, and the answers that it gives next to RCPT and to DATA."""

    url: str
    took: list[EmailMessage] = field(default_factory=list)
    envelopes: list[str] = field(default_factory=list)
    to_rcpt: list[str] = field(default_factory=list)
    to_data: list[str] = field(default_factory=list)
    asked: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        writer.write(b"220 post\r\n")
        while line := (await reader.readline()).decode().strip():
            verb = line.upper()
            answer = "250 ok"
            if verb.startswith("RCPT"):
                self.asked += 1
                answer = self.to_rcpt.pop(0) if self.to_rcpt else answer
                self.envelopes.append(line)
            elif verb == "DATA":
                writer.write(b"354 go on\r\n")
                text = await reader.readuntil(b"\r\n.\r\n")
                answer = self.to_data.pop(0) if self.to_data else answer
                if answer.startswith("250"):
                    self.took.append(_read(text))
            writer.write(f"{answer}\r\n".encode())
            if verb == "QUIT":
                break
        writer.close()


def _read(text: bytes) -> EmailMessage:
    message = message_from_bytes(text[:-5].replace(b"\r\n..", b"\r\n."), policy=default)
    assert isinstance(message, EmailMessage)
    return message


@asynccontextmanager
async def post() -> AsyncIterator[Post]:
    """One that listens."""
    port = free_ports()
    one = Post(f"smtp://127.0.0.1:{port}")
    server = await asyncio.start_server(one.serve, "127.0.0.1", port)
    try:
        yield one
    finally:
        server.close()
        await server.wait_closed()
