"""axe-core over a page: WCAG 2.2 A and AA and what is good practice, told so that one can mend it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from playwright.async_api import Page

_AXE = Path(__file__).parent.parent.parent / "vendor" / "axe-core@4.14.1" / "axe.min.js"
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
_RUN = """tags => axe.run(document, {
  runOnly: {type: "tag", values: tags}, rules: {"target-size": {enabled: true}}, resultTypes: ["violations"]
})"""


@cache
def _source() -> str:
    return _AXE.read_text()


async def axe(page: Page) -> list[str]:
    """Every violation: rule, where, what, and what axe says of it."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(_source())
    found: dict[str, Any] = await page.evaluate(_RUN, _TAGS)
    return [
        f"{rule['id']} at {' '.join(map(str, node['target']))}\n    {node['html'][:200]}\n    {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
