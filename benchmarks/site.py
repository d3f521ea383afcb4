"""The site: article pages a second beside the same server with constant bytes; submitted → visible; made from nothing.

`--part pages` serves one typical article to 32 readers at once, as 200 and as 304, in rounds that alternate with the
yardstick's; the ratio is the median of the pairs'. It tells the bytes and the time of a first view, too. `--part path`
runs a whole newsroom without time to undo: a draft is submitted, approved and asked for on its page until it is there,
one at a time and 32 in flight. `--part rebuild` says many articles on the published topic and makes the view of them,
twice: the second must end byte for byte as the first.
"""

from __future__ import annotations

import argparse
import asyncio
from typing import Any

from benchmarks import _site_pages, _site_path, _site_rebuild
from benchmarks.stage import figures

PARTS = {"pages": _site_pages.measure, "path": _site_path.measure, "rebuild": _site_rebuild.measure}


def main(argv: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="./run bench site", description=__doc__)
    parser.add_argument("--json", action="store_true", help="only the last line")
    parser.add_argument("--part", choices=PARTS, action="append", help="only this; may be given again")
    parser.add_argument("--pairs", type=int, default=5, help="of rounds, of pages")
    parser.add_argument("--seconds", type=float, default=3.0, help="of each round")
    parser.add_argument("--count", type=int, default=300, help="of articles on their way to the page")
    parser.add_argument("--articles", type=int, default=100_000, help="to make the view of")
    parser.add_argument("--port-base", type=int, default=18_400)
    asked = parser.parse_args(argv)
    told: dict[str, Any] = {}
    for part in asked.part or PARTS:
        told |= asyncio.run(PARTS[part](asked))
    ratio = told.get("pages_ratio_200", 0.0)
    figures(ratio, as_json=asked.json, what="article pages a second, ratio to the same server's constant", **told)
    return 0
