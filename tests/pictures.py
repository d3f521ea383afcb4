"""Pictures for tests: drawn, so that no two are alike unless they are meant to be."""

from __future__ import annotations

import io
import random
from typing import Any

from PIL import Image, ImageDraw


def a_picture(width: int = 1200, height: int = 800, form: str = "JPEG", seed: int | None = None, **how: Any) -> bytes:
    """A file of that form; of the same seed the same."""
    chance = random.Random(seed) if seed is not None else random.Random()
    image = Image.new(how.pop("mode", "RGB"), (width, height), how.pop("ground", "white"))
    draw = ImageDraw.Draw(image)
    for _ in range(12):
        x, y = chance.randrange(width), chance.randrange(height)
        ink = tuple(chance.randrange(256) for _ in range(3)) if image.mode.startswith("RGB") else chance.randrange(256)
        draw.ellipse((x - width // 8, y - width // 8, x + width // 8, y + width // 8), fill=ink)
    out = io.BytesIO()
    image.save(out, form, **how)
    return out.getvalue()
