"""Against machines: how many came from one place and to one article lately, and whether the same words came before.

Counted in memory, of each process; addresses only as keyed digests of their network.
"""

from __future__ import annotations

import hashlib
import ipaddress
import math
import secrets
import unicodedata
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, Self

_REMEMBERED = 1_000
_PLACES = 50_000
_CLOSE = 3
"""Bits by which two texts may differ and still be the same words."""
_SHORT = 20
_LOOKED_AT = 1_000
_GRAM = 3


@dataclass(frozen=True)
class Limit:
    """So many within so many seconds are suspicious; from `shut` on no more are taken for a while."""

    seconds: float
    many: int
    shut: int


OF_A_PLACE, OF_AN_ARTICLE = Limit(600, 20, 200), Limit(60, 60, 600)
"""Whole villages share an address of a mobile network: what is suspicious is marked early, and shut out late."""
_LONGEST = max(OF_A_PLACE.seconds, OF_AN_ARTICLE.seconds)


class Print(NamedTuple):
    """What is remembered of a text: bits that similar texts share, or of a short one its words alone."""

    bits: int
    short: str

    @classmethod
    def of(cls, text: str) -> Self:
        """Of its first thousand letters: time is not given away."""
        folded = _folded(text[:_LOOKED_AT])
        return cls(simhash(folded), folded if len(folded) < _SHORT else "")


Visit = tuple[tuple[tuple[str, str], Limit], ...]
"""What is counted of one comment, and how many of each are too many."""


class Texts:
    """The prints of the last thousand texts. Two that differ in three bits are the same in one of four quarters."""

    def __init__(self) -> None:
        self._all: deque[Print] = deque()
        self._under: defaultdict[tuple[int, int | str], list[Print]] = defaultdict(list)

    def add(self, words: Print) -> None:
        """Remember it, and forget the oldest."""
        self._all.append(words)
        for key in self._keys(words):
            self._under[key].append(words)
        if len(self._all) > _REMEMBERED:
            for key in self._keys(oldest := self._all.popleft()):
                self._under[key].remove(oldest)
                if not self._under[key]:
                    del self._under[key]

    def has(self, words: Print) -> bool:
        """Whether one was the same, or nearly."""
        near = (other for key in self._keys(words) for other in self._under.get(key, ()))
        return any((words.bits ^ other.bits).bit_count() <= _CLOSE for other in near)

    def _keys(self, words: Print) -> list[tuple[int, int | str]]:
        if words.short:
            return [(-1, words.short)]
        return [(at, words.bits >> 16 * at & 0xFFFF) for at in range(4)]


class Crowd:
    """Counts what was taken: from where, and to which article."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._key = secrets.token_bytes(16)
        self._times: OrderedDict[tuple[str, str], deque[float]] = OrderedDict()
        self._texts = Texts()

    def visit(self, address: str, article: str) -> Visit:
        """Somebody who comes from there, which is a /24 or a /48, to this article."""
        return ((("place", self._place(address)), OF_A_PLACE), (("article", article), OF_AN_ARTICLE))

    def wait(self, visit: Visit) -> int:
        """Seconds until more is taken from there, or under this article; 0 where it is now."""
        return max(self._wait(key, limit) for key, limit in visit)

    def many(self, visit: Visit) -> bool:
        """Whether more came from there, or to this article, than people write."""
        return any(len(self._recent(key, limit)) >= limit.many for key, limit in visit)

    def repeated(self, words: Print) -> bool:
        """Whether these words, or nearly these, were taken before."""
        return self._texts.has(words)

    def taken(self, visit: Visit, words: Print) -> None:
        """Count one, and remember its words."""
        for key, _ in visit:
            self._times.setdefault(key, deque()).append(self._clock())
            self._times.move_to_end(key)
        while len(self._times) > _PLACES or self._is_over(next(iter(self._times.values()))):
            self._times.popitem(last=False)
        self._texts.add(words)

    def _is_over(self, times: deque[float]) -> bool:
        """Whether nothing of it counts any more: the one that was counted last is the last in line."""
        return not times or times[-1] <= self._clock() - _LONGEST

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
            ip = ipaddress.ip_address(address)
            ip = getattr(ip, "ipv4_mapped", None) or ip
            network = str(ipaddress.ip_network(f"{ip}/{24 if ip.version == 4 else 48}", strict=False))  # noqa: PLR2004
        except ValueError:
            network = address
        return hashlib.blake2b(network.encode(), key=self._key, digest_size=8).hexdigest()


def simhash(text: str) -> int:
    """64 bits, of which similar texts share most (Charikar 2002), over groups of three letters."""
    grams = {text[at : at + _GRAM] for at in range(max(1, len(text) - _GRAM + 1))}
    # 64 counters of 16 bits in one number: a gram's hash is spread over them, and all are added at once.
    # To each is added what lifts its highest bit where more than half of the grams had theirs set.
    lift = (1 << 15) - 1 - len(grams) // 2
    counters = sum(map(_spread, grams)) + lift * _ONES
    return sum(1 << at for at, half in enumerate(counters.to_bytes(128, "little")[1::2]) if half & 0x80)


_LANES = [b"".join((byte >> bit & 1).to_bytes(2, "little") for bit in range(8)) for byte in range(256)]
_ONES = int.from_bytes(b"\1\0" * 64, "little")


@lru_cache(maxsize=20_000)
def _spread(gram: str) -> int:
    """A language has few groups of three letters; what was worked out is kept."""
    digest = hashlib.blake2b(gram.encode(), digest_size=8).digest()
    return int.from_bytes(b"".join([_LANES[byte] for byte in digest]), "little")


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    if plain.isascii():
        return " ".join(plain.split())
    return " ".join("".join(char for char in plain if not unicodedata.combining(char)).split())
