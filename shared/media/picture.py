"""What is known of a picture beside its bytes. Pure."""

from __future__ import annotations

from shared.facts import Frozen, Size


class Texts(Frozen):
    """What a picture's file said of itself (IPTC, XMP), offered as the photo's texts; "" where it said nothing."""

    alt: str = ""
    caption: str = ""
    credit: str = ""
    copyright: str = ""


class Manifest(Frozen):
    """The picture's renditions, narrowest first, and what its file said."""

    sizes: tuple[Size, ...]
    texts: Texts = Texts()
