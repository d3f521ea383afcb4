"""Addresses by which a held picture can be looked at for a while by whoever has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.media.names import is_media
from shared.tokens import read, written

_PURPOSE = "media"
_TIME = 8
_MEDIA = 20
LASTS = timedelta(hours=12)


@dataclass(frozen=True)
class Previews:
    """Makes and reads the part of an address that lets one in. `secret` is the newsroom's."""

    secret: bytes

    def token(self, media: str, now: datetime) -> str:
        """Lets whoever has it look at this picture until `LASTS` from now."""
        ends = int((now + LASTS).timestamp())
        return written(self.secret, _PURPOSE, ends.to_bytes(_TIME) + bytes.fromhex(media))

    def lets_in(self, token: str, media: str, now: datetime) -> bool:
        """Whether this token is for this picture, and is not over."""
        said = read(self.secret, _PURPOSE, token, _TIME + _MEDIA)
        if said is None or not is_media(media):
            return False
        return said[_TIME:] == bytes.fromhex(media) and now.timestamp() < int.from_bytes(said[:_TIME])
