"""Keys for processes that a test starts by itself."""

import tempfile
from pathlib import Path

from shared.sealed import new_keys

PAIR = new_keys()
KEYS = {
    "REDAKSI_FORM_SECRET": "a secret for the marks of comment forms",
    "REDAKSI_SEAL_PUBLIC": PAIR.public,
    "REDAKSI_SEAL_PRIVATE": PAIR.private,
    "REDAKSI_MEDIA_URL": str(Path(tempfile.gettempdir()) / "redaksi-test-media"),
}
"""As the environment has them."""
