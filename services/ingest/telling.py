"""The status of an article, as its reporter reads it."""

from __future__ import annotations

from string import Template
from typing import Any
from uuid import UUID

from services.ingest.model import Missing, Public, Status
from shared.rules import Language


def tell(article_id: UUID, status: Status, reporter_id: str, language: Language, address: str) -> dict[str, Any]:
    """State, version, what is missing, why it came back, what the editor changed, where it is public.

    `address` is the form of a public address, with `$id` and `$path` in it.
    """
    told: dict[str, Any] = {
        "article_id": str(article_id),
        "state": "received",
        "version": 0,
        "revision": None,
        "missing": [],
        "returned": None,
        "rejection": None,
        "changes": [],
        "conflicts": [],
        "refusals": [
            one.model_dump(mode="json", exclude={"reporter_id"})
            for one in status.refusals
            if one.reporter_id == reporter_id
        ],
        "public": _public(article_id, status.public, address),
    }
    if status.desk is not None:
        desk = status.desk
        told |= desk.model_dump(mode="json", exclude={"reporter_id", "findings"})
        told["version"] = status.desk_version
        told["missing"] = [Missing.of(one, language).model_dump() for one in desk.findings]
    return told


def _public(article_id: UUID, public: Public | None, address: str) -> dict[str, Any] | None:
    if public is None:
        return None
    url = Template(address).safe_substitute(id=str(article_id), path=public.path) if public.status != "erased" else None
    return {"status": public.status, "version": public.version, "path": public.path or None, "url": url}
