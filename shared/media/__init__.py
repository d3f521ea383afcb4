"""Pictures: how they are named, where their bytes stand, and who may look at what is not public yet."""

from shared.media.names import CROPS, TYPES, address, crop_size, is_file, is_media, rendition, shown
from shared.media.picture import Manifest, Texts
from shared.media.preview import Previews
from shared.media.serving import serve
from shared.media.shelf import Shelf, ShelfAway

__all__ = [
    "CROPS",
    "TYPES",
    "Manifest",
    "Previews",
    "Shelf",
    "ShelfAway",
    "Texts",
    "address",
    "crop_size",
    "is_file",
    "is_media",
    "rendition",
    "serve",
    "shown",
]
