"""What the guard has learned: one number for each feature, and how far it has moved; kept as bytes."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from services.moderation.spam.features import PLACES

VERSION = 1
"""Of the features: weights of other features would be numbers without meaning."""

PACKAGED = Path(__file__).parent / "weights.bin"
_HEADER = struct.Struct("<4sHIQ")
_NAME = b"spam"
_FIRST_STEP = 0.1

Numbers = npt.NDArray[np.float16]


class NotWeightsError(ValueError):
    """The bytes are no weights, or weights of other features than these."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Never changed: learning makes others. `moved` is the sum of squared gradients; `learned` counts decisions."""

    weigh: Numbers
    moved: Numbers
    learned: int = 0
    version: int = VERSION

    def to_bytes(self) -> bytes:
        """Below 600 kB, and the same each time."""
        header = _HEADER.pack(_NAME, self.version, len(self.weigh), self.learned)
        return header + zlib.compress(self.weigh.tobytes() + self.moved.tobytes(), level=6)

    @classmethod
    def from_bytes(cls, kept: bytes) -> Weights:
        """What `to_bytes` wrote, to the last bit. Raises `NotWeightsError`."""
        try:
            name, version, places, learned = _HEADER.unpack_from(kept)
            unzip = zlib.decompressobj()
            numbers = np.frombuffer(unzip.decompress(kept[_HEADER.size :], 4 * PLACES), dtype="<f2")
        except (struct.error, zlib.error, ValueError) as broken:
            raise NotWeightsError("These bytes are no weights.") from broken
        if (name, version, places, len(numbers)) != (_NAME, VERSION, PLACES, 2 * PLACES) or not unzip.eof:
            raise NotWeightsError(f"These are not weights of version {VERSION}.")
        return cls(numbers[:PLACES], numbers[PLACES:], learned)


def empty() -> Weights:
    """What knows nothing yet."""
    return Weights(np.zeros(PLACES, np.float16), np.full(PLACES, _FIRST_STEP, np.float16))


@cache
def packaged() -> Weights:
    """What was learned before, from the file beside this."""
    return Weights.from_bytes(PACKAGED.read_bytes())
