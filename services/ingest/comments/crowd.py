"""Against machines: how many came from one place and to one article lately, and whether the same words came before.

Counted in memory, of each process; addresses only as keyed digests of their network.
"""

from __future__ import annotations

import hashlib
import ipaddress
import math
import secrets
import unicodedata
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass

_REMEMBERED = 1_000
_PLACES = 50_000
_CLOSE = 3
"""Bits by which two texts may differ and still be the same words."""
_SHORT = 20
_GRAM = 3


@dataclass(frozen=True)
class Limit:
    """So many within so many seconds are suspicious; from `shut` on no more are taken for a while."""

    seconds: float
    many: int
    shut: int


OF_A_PLACE, OF_AN_ARTICLE = Limit(600, 20, 200), Limit(60, 60, 600)
"""Whole villages share an address of a mobile network: what is suspicious is marked early, and shut out late."""


class Crowd:
    """Counts what was taken. A place is a /24 or a /48."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._key = secrets.token_bytes(16)
        self._times: OrderedDict[tuple[str, str], deque[float]] = OrderedDict()
        self._texts: deque[tuple[int, str]] = deque(maxlen=_REMEMBERED)

    def wait(self, address: str, article: str) -> int:
        """Seconds until more is taken from there, or under this article; 0 where it is now."""
        return max(self._wait(key, limit) for key, limit in self._counted(address, article))

    def many(self, address: str, article: str) -> bool:
        """Whether more came from there, or to this article, than people write."""
        return any(len(self._recent(key, limit)) >= limit.many for key, limit in self._counted(address, article))

    def repeated(self, text: str) -> bool:
        """Whether these words, or nearly these, were taken before."""
        folded = _folded(text)
        if len(folded) < _SHORT:
            return any(folded == other for _, other in self._texts)
        mine = simhash(folded)
        return any((mine ^ other).bit_count() <= _CLOSE for other, words in self._texts if len(words) >= _SHORT)

    def taken(self, address: str, article: str, text: str) -> None:
        """Count one, and remember its words."""
        for key, _ in self._counted(address, article):
            self._times.setdefault(key, deque()).append(self._clock())
            self._times.move_to_end(key)
        while len(self._times) > _PLACES:
            self._times.popitem(last=False)
        folded = _folded(text)
        self._texts.append((simhash(folded), folded[:_SHORT]))

    def _counted(self, address: str, article: str) -> tuple[tuple[tuple[str, str], Limit], ...]:
        return (("place", self._place(address)), OF_A_PLACE), (("article", article), OF_AN_ARTICLE)

    def _wait(self, key: tuple[str, str], limit: Limit) -> int:
        times = self._recent(key, limit)
        return math.ceil(times[0] + limit.seconds - self._clock()) if len(times) >= limit.shut else 0

    def _recent(self, key: tuple[str, str], limit: Limit) -> deque[float]:
        times = self._times.get(key, deque())
        while times and times[0] <= self._clock() - limit.seconds:
            times.popleft()
        return times

    def _place(self, address: str) -> str:
        try:
            version = ipaddress.ip_address(address).version
            network = str(ipaddress.ip_network(f"{address}/{24 if version == 4 else 48}", strict=False))  # noqa: PLR2004
        except ValueError:
            network = address
        return hashlib.blake2b(network.encode(), key=self._key, digest_size=8).hexdigest()


def simhash(text: str) -> int:
    """64 bits, of which similar texts share most (Charikar 2002), over groups of three letters."""
    grams = {text[at : at + _GRAM] for at in range(max(1, len(text) - _GRAM + 1))}
    weights = [0] * 64
    for gram in grams:
        bits = int.from_bytes(hashlib.blake2b(gram.encode(), digest_size=8).digest())
        for at in range(64):
            weights[at] += 1 if bits >> at & 1 else -1
    return sum(1 << at for at, weight in enumerate(weights) if weight > 0)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(char for char in plain if not unicodedata.combining(char)).split())
