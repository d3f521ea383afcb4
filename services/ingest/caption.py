"""What a picture's file says of itself: IPTC (IIM) and XMP, as agencies and photographers' programs write it.

Sources: IPTC Photo Metadata Standard 2024.1: Description, Credit Line, Copyright Notice, Creator, Alt Text
(Accessibility). Never read: anything of the place, the camera or the person behind it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree as ET

from PIL import Image, ImageFile, IptcImagePlugin

from shared.media.picture import Texts

_IPTC: Mapping[str, tuple[tuple[int, int], ...]] = {
    "caption": ((2, 120),),
    "credit": ((2, 110), (2, 80)),
    "copyright": ((2, 116),),
}
_DC, _XMP = "{http://purl.org/dc/elements/1.1/}", "{http://ns.adobe.com/photoshop/1.0/}"
_IPTC_CORE = "{http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/}"
_NAMES: Mapping[str, tuple[str, ...]] = {
    "alt": (f"{_IPTC_CORE}AltTextAccessibility",),
    "caption": (f"{_DC}description",),
    "credit": (f"{_XMP}Credit", f"{_DC}creator"),
    "copyright": (f"{_DC}rights",),
}
_LONGEST = {"alt": 1000, "caption": 2000, "credit": 300, "copyright": 300}
_LARGEST_XMP = 256 * 1024
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_PACKET = re.compile(rb"<x:xmpmeta.*?</x:xmpmeta>", re.DOTALL)


def texts_of(image: Image.Image, content: bytes) -> Texts:
    """What it says; XMP before IPTC, for it is the newer."""
    xmp, iptc = _from_xmp(image, content), _from_iptc(image)
    found = {name: _clean(xmp.get(name, "") or iptc.get(name, ""), most) for name, most in _LONGEST.items()}
    return Texts(**found)


def _from_iptc(image: Image.Image) -> dict[str, str]:
    if not isinstance(image, ImageFile.ImageFile):
        return {}
    try:
        said = IptcImagePlugin.getiptcinfo(image) or {}
    except (SyntaxError, OSError, ValueError, IndexError):
        return {}
    found = {}
    for name, keys in _IPTC.items():
        value = next((said[key] for key in keys if said.get(key)), b"")
        one = value[0] if isinstance(value, list) else value
        found[name] = _decoded(one) if isinstance(one, bytes) else ""
    return found


def _decoded(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _from_xmp(image: Image.Image, content: bytes) -> dict[str, str]:
    packet = image.info.get("xmp")
    if not isinstance(packet, bytes):
        found = _PACKET.search(content, 0, _LARGEST_XMP)
        packet = found[0] if found else b""
    # No document type: in it are the means to make little text large.
    if not packet or len(packet) > _LARGEST_XMP or b"<!DOCTYPE" in packet.upper():
        return {}
    try:
        tree = ET.fromstring(packet.strip(b"\x00 \r\n"))  # noqa: S314 - without a document type, see above
    except (ET.ParseError, ValueError):
        return {}
    return {name: _of(tree, tags) for name, tags in _NAMES.items()}


def _of(tree: ET.Element, tags: tuple[str, ...]) -> str:
    for tag in tags:
        for element in tree.iter():
            if element.tag == tag and (text := " ".join("".join(element.itertext()).split())):
                return text
            if text := element.attrib.get(tag, "").strip():
                return text
    return ""


def _clean(text: str, most: int) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())[:most]
