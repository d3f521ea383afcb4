"""What becomes of a file that a reporter hands in as a picture."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from services.ingest.darkroom import LARGEST, Developed, Refused, develop
from shared.facts import Size
from shared.media import crop_size, is_file, is_media
from tests.pictures import a_picture


def developed(content: bytes) -> Developed:
    found = develop(content)
    assert isinstance(found, Developed), found
    return found


def refused(content: bytes) -> str:
    found = develop(content)
    assert isinstance(found, Refused), found
    assert found.words.endswith(".")
    return found.kind


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_stands_in_each_width_as_webp_and_jpeg_and_in_three_crops(form: str) -> None:
    found = developed(a_picture(2000, 1000, form))
    assert found.manifest.sizes == (
        Size(width=480, height=240), Size(width=960, height=480), Size(width=1600, height=800),
    )  # fmt: skip
    assert set(found.files) == {f"{width}.{kind}" for width in (480, 960, 1600) for kind in ("webp", "jpg")} | {
        "1x1.jpg", "4x3.jpg", "16x9.jpg",
    }  # fmt: skip
    assert is_media(found.media)
    for name, content in found.files.items():
        assert is_file(name)
        with opened(content) as image:
            assert image.format == {"webp": "WEBP", "jpg": "JPEG"}[name.partition(".")[2]]
            if name[0] in "49" and "x" not in name:
                assert image.size[0] == int(name.partition(".")[0])
    for crop in ("1x1", "4x3", "16x9"):
        size = crop_size(found.manifest.sizes[-1], crop)
        assert opened(found.files[f"{crop}.jpg"]).size == (size.width, size.height)


def test_none_is_made_larger_than_it_was() -> None:
    found = developed(a_picture(700, 500))
    assert [size.width for size in found.manifest.sizes] == [480, 700]
    assert max(opened(content).width for content in found.files.values()) == 700


def test_the_same_file_is_the_same_picture_and_another_is_another() -> None:
    content = a_picture(seed=1)
    assert developed(content) == developed(content)
    assert developed(content).media != developed(a_picture(seed=2)).media


def test_nothing_of_the_person_the_camera_or_the_place_comes_along() -> None:
    marks = Image.Exif()
    marks[0x010F], marks[0x013B], marks[0xA431] = "Kamera Rahasia", "Sari Rahasia", "SERI-RAHASIA"
    marks.get_ifd(0x8825).update({1: "S", 2: (3.0, 48.0, 0.0), 3: "E", 4: (102.0, 15.0, 0.0)})
    content = a_picture(exif=marks)
    assert b"RAHASIA" in content.upper()
    for made in developed(content).files.values():
        assert b"RAHASIA" not in made.upper()
        assert not opened(made).getexif()


def test_it_stands_upright_however_the_camera_was_held() -> None:
    marks = Image.Exif()
    marks[0x0112] = 6  # turned by a quarter
    assert developed(a_picture(1000, 600, exif=marks)).manifest.sizes[-1] == Size(width=600, height=1000)


def test_what_was_transparent_is_white() -> None:
    content = a_picture(600, 400, "PNG", mode="RGBA", ground=(0, 0, 0, 0))
    found = developed(content).files["600.jpg"]
    assert opened(found).convert("L").histogram()[255] > 0


def _iptc(**texts: str) -> bytes:
    numbers = {"caption": 120, "credit": 110, "copyright": 116}
    parts = b"".join(
        b"\x1c\x02" + bytes([numbers[name]]) + struct.pack(">H", len(text.encode())) + text.encode()
        for name, text in texts.items()
    )
    block = b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(parts)) + parts + (b"\x00" if len(parts) % 2 else b"")
    segment = b"Photoshop 3.0\x00" + block
    return b"\xff\xed" + struct.pack(">H", len(segment) + 2) + segment


def test_what_the_file_says_is_offered() -> None:
    plain = a_picture()
    said = developed(plain[:2] + _iptc(caption="Jembatan\nAir Rami.", credit="Rio", copyright="© Kabar") + plain[2:])
    assert said.manifest.texts.model_dump() == {
        "alt": "", "caption": "Jembatan Air Rami.", "credit": "Rio", "copyright": "© Kabar",
    }  # fmt: skip


XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:p="http://ns.adobe.com/photoshop/1.0/"
 xmlns:i="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/" p:Credit="Antara">
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">Pasar pagi</rdf:li></rdf:Alt></dc:description>
<i:AltTextAccessibility><rdf:Alt>
<rdf:li xml:lang="x-default">Ibu menimbang ikan</rdf:li></rdf:Alt></i:AltTextAccessibility>
</rdf:Description></rdf:RDF></x:xmpmeta>"""


def test_what_is_said_in_xmp_is_offered_too_and_a_document_type_is_not_read() -> None:
    texts = developed(a_picture(xmp=XMP.encode())).manifest.texts
    assert (texts.alt, texts.caption, texts.credit) == ("Ibu menimbang ikan", "Pasar pagi", "Antara")
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>' + XMP.replace("Pasar pagi", "&b;")
    assert developed(a_picture(xmp=bomb.encode())).manifest.texts.caption == ""


def _animated() -> bytes:
    frames = [Image.new("RGB", (100, 100), ink) for ink in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])
    return out.getvalue()


def _bomb() -> bytes:
    """A PNG that says it is 60,000 pixels each way."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not-a-photo"),
        (b"<?xml version='1.0'?><svg/>", "not-a-photo"),
        (b"<!DOCTYPE html><script>", "not-a-photo"),
        (a_picture(100, 100, "GIF"), "not-a-photo"),
        (a_picture(100, 100, "TIFF"), "not-a-photo"),
        (a_picture(100, 100, "BMP"), "not-a-photo"),
        (b"\0\0\0\x18ftypheic" + bytes(100), "not-a-photo"),
        (b"\0\0\0\x18ftypmp42" + bytes(100), "not-a-photo"),
        (b"%PDF-1.7", "not-a-photo"),
        (b"hello", "not-a-photo"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "not-a-photo"),
        (a_picture(seed=3)[:-4000], "broken"),
        (a_picture(form="PNG", seed=3)[:-4000], "broken"),
        (_animated(), "animated"),
        (_bomb(), "too-many-pixels"),
        (a_picture(7000, 6000, "PNG", mode="L"), "too-many-pixels"),
        (a_picture(20, 400), "too-small"),
        (bytes(LARGEST + 1), "too-large"),
    ],
)
def test_what_cannot_be_taken_is_refused_by_name(content: bytes, kind: str) -> None:
    assert refused(content) == kind
