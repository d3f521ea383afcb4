"""The first reporter of a newsroom, made as every other: at the desk, through its API."""

from __future__ import annotations

import httpx

from redaksi.runner.access import Secrets


async def first_reporter(moderation: str, secrets: Secrets) -> Secrets:
    """The secrets with the first reporter's key in them. Raises httpx.HTTPError where the desk refuses."""
    async with httpx.AsyncClient(base_url=moderation, timeout=20.0) as http:
        login = {"email": secrets.editor_email, "password": secrets.editor_password}
        answer = (await http.post("/api/login", json=login)).raise_for_status()
        headers = {"Authorization": f"Bearer {answer.json()['token']}"}
        made = await http.post("/api/reporters", json={"name": secrets.reporter_name}, headers=headers)
        return secrets.model_copy(update={"reporter_key": made.raise_for_status().json()["key"]})
