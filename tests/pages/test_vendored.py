"""What others wrote and browsers run stands here exactly as its list says, with its licence."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha384
from pathlib import Path

import pytest

from tests.pages.places import locks, place


def listed(lock: Path) -> dict[str, str]:
    """File → hash, as the list says."""
    return {name: digest for digest, name in (line.split() for line in lock.read_text().splitlines() if line.strip())}


def there(lock: Path) -> dict[str, str]:
    """File → hash, as the files are."""
    files = [path for path in lock.parent.rglob("*") if path.is_file() and path != lock]
    return {
        str(path.relative_to(lock.parent)): f"sha384-{b64encode(sha384(path.read_bytes()).digest()).decode()}"
        for path in files
    }


@pytest.mark.parametrize("lock", locks(), ids=place)
def test_every_vendored_file_is_the_one_on_the_list(lock: Path) -> None:
    assert there(lock) == listed(lock)


@pytest.mark.parametrize("lock", locks(), ids=place)
def test_every_vendored_package_has_its_licence(lock: Path) -> None:
    packages = {name.split("/")[0] for name in listed(lock)}
    assert {name for name in packages if f"{name}/LICENSE" not in listed(lock)} == set()
    assert packages != set()
