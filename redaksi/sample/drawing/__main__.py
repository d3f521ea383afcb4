"""Writes the pictures of the sample content: `python -m redaksi.sample.drawing`.

Flat scenes of sky, land and people, the project's own; of the same code the same pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PIL import Image, ImageDraw

from redaksi.sample.drawing import land, town
from redaksi.sample.drawing.brush import Brush

PICTURES = Path(__file__).parent.parent / "pictures"
WIDE, HIGH = 1600, 1000

SCENES: Mapping[str, Callable[[Brush], None]] = {
    "01-jembatan": land.bridge,
    "02-jagung": land.corn,
    "03-perpustakaan": town.library,
    "04-gandai": town.dance,
    "05-sumur": town.well,
    "06-pasar": land.market,
    "07-sekolah": town.school,
    "08-kopi": land.coffee,
    "09-puskesmas": town.clinic,
    "10-besurek": land.batik,
    "11-lari": land.beach_run,
    "12-angkutan": town.minibus,
    "14-liga": land.field,
}
"""By the name of the file."""


def drawn(scene: Callable[[Brush], None]) -> Image.Image:
    """The picture of a scene; drawn twice as large, so that edges are smooth."""
    image = Image.new("RGB", (WIDE * 2, HIGH * 2), "white")
    scene(Brush(ImageDraw.Draw(image, "RGBA"), 2, (WIDE, HIGH)))
    return image.resize((WIDE, HIGH), Image.Resampling.LANCZOS)


def write(folder: Path) -> None:
    """All of them."""
    folder.mkdir(exist_ok=True)
    for name, scene in SCENES.items():
        drawn(scene).save(folder / f"{name}.webp", quality=68, method=6)


if __name__ == "__main__":
    write(PICTURES)
