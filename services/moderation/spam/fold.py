"""Reads a text as people see it: look-alike letters become those they stand for, each knowing where it was written."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from services.moderation.spam.flags import flags
from services.moderation.spam.twins import FOREIGN, Disguise, kin, lies_on_any

LONGEST = 5_000
"""Characters of a text that are read."""

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_LATIN = re.compile(r"[A-Za-z]")
_WORD = re.compile(r"[^\W_]+")
_TWINS = str.maketrans(FOREIGN)

_MASK = re.compile(
    r"""https?://\S+                                 # an address stays as it is
      | (?<=[a-z])(?=.[a-z])                         # between two letters,
        (?![2-5]d\b)                                 # but "4D" is a lottery of four digits and says so,
        (?:[013457$]|@(?![\w-]*\.\w))                # an address stays as it is,
        (?:(?<=[a-z0-9]{2}.)|(?=[a-z][a-z0-9]))      # P3K is short for something,
        (?!(?<=[a-z]{2}.)(?:an|nya|ku|mu|kan|in)\b)  # jam7an is a time, and mp3nya no word in disguise
    """,
    re.VERBOSE,
)
_MASKS = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "$": "s", "@": "a"}
_SPACED = re.compile(
    r"(?<![a-z0-9])[a-z0-9]([.\-_*|~'\"!]|[^\x00-\x7f\w]| {1,3})[a-z0-9](?:\1[a-z0-9]){2,}(?![a-z0-9])"
)
_FEWEST_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it is read, in small letters; its character `i` is written from `starts[i]` to `ends[i]`."""

    written: str
    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    disguises: Mapping[Disguise, int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where what is read from `start` to `end` stands in the text as it was written."""
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> Folded:
    """The text as it is read. Takes time in proportion to its length; what is beyond `LONGEST` is not read."""
    text = text[:LONGEST]
    reading = _Reading(text)
    if text.isascii():
        reading.plain(0, len(text))
    else:
        reading.beyond_ascii()
        reading.take_twins_home()
    reading.text = reading.text.lower()
    reading.lift_masks()
    reading.close_up()
    return Folded(text, reading.text, reading.starts, reading.ends, reading.disguises)


@dataclass(slots=True)
class _Reading:
    """A text being read, one kind of disguise after the other."""

    written: str
    text: str = ""
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    disguises: Counter[Disguise] = field(default_factory=Counter)

    def plain(self, start: int, end: int) -> None:
        """What stands there, as it stands."""
        self.text += self.written[start:end]
        self.starts += range(start, end)
        self.ends += range(start + 1, end + 1)

    def beyond_ascii(self) -> None:
        """Each character beyond ASCII is read as what it is kin to; what lies on a letter belongs to that letter."""
        halves_of_flags, done = flags(self.written), 0
        for found in _BEYOND_ASCII.finditer(self.written):
            at = found.start()
            self.plain(done, at)
            done = at + 1
            if at in halves_of_flags or not self._other(found[0], at):
                self.plain(at, done)
        self.plain(done, len(self.written))

    def _other(self, char: str, at: int) -> bool:
        """Whether it is read as anything but itself."""
        reading, disguise, role = kin(char)
        last = self.text[-1:]
        in_latin = last.isascii() and last.isalnum()
        match role:
            case "over":
                if not in_latin and not (last.isalpha() and lies_on_any(char)):
                    return False
                composed = len(unicodedata.normalize("NFC", last + char)) == 1
                if composed and not in_latin:
                    return False
                disguise = None if composed else disguise
            case "joiner" if not in_latin:
                return False
            case "joiner" if last.isdigit():
                disguise = None  # a keycap: 1️⃣
            case "letter" if reading == char:
                return False
        self.text += reading
        self.starts += [at] * len(reading)
        self.ends += [at + 1] * len(reading)
        if disguise:
            self.disguises[disguise] += 1
        if not reading and self.ends:
            self.ends[-1] = at + 1
        return True

    def take_twins_home(self) -> None:
        """Letters of other scripts become Latin ones where their word is Latin but for them."""
        if self.text.isascii() or not any(char in FOREIGN for char in self.text):
            return
        latin = len(_LATIN.findall(self.text))
        mostly_latin = 2 * latin >= sum(map(str.isalpha, self.text))

        def at_home(word: re.Match[str]) -> str:
            written, read = word[0], word[0].translate(_TWINS)
            alone = len(written) == 1 and not written.isupper()
            if written == read or not read.isascii() or not (_LATIN.search(written) or (mostly_latin and not alone)):
                return written
            self.disguises[Disguise.FOREIGN] += sum(not char.isascii() for char in written)
            return read

        self.text = _WORD.sub(at_home, self.text)

    def lift_masks(self) -> None:
        """Digits between letters become the letters they stand for."""

        def lift(mask: re.Match[str]) -> str:
            if len(mask[0]) > 1:
                return mask[0]
            self.disguises[Disguise.DIGITS] += 1
            return _MASKS[mask[0]]

        self.text = _MASK.sub(lift, self.text)

    def close_up(self) -> None:
        """Words with the same thing between all their letters lose it."""
        gone: list[int] = []
        for word in _SPACED.finditer(self.text):
            start, end = word.span()
            step = 1 + len(word[1])
            if sum(map(str.isalpha, self.text[start:end:step])) >= _FEWEST_LETTERS:
                gone += (at for at in range(start, end) if (at - start) % step)
                self.disguises[Disguise.SPACED] += 1
        if gone:
            out = set(gone)
            kept = [at for at in range(len(self.text)) if at not in out]
            self.text = "".join(self.text[at] for at in kept)
            self.starts = [self.starts[at] for at in kept]
            self.ends = [self.ends[at] for at in kept]
