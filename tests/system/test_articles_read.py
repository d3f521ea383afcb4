"""Articles read over HTTP, page by page."""

from __future__ import annotations

from uuid import uuid4

import httpx

from redaksi.runner.access import Access
from tests.builders import a_live, an_approval
from tests.system.people import until
from tests.system.saying import say


async def test_the_list_is_read_page_by_page_by_its_own_links(newsroom: Access) -> None:
    section = f"rubrik-{uuid4().hex[:8]}"
    facts = [an_approval(2, live=a_live(2, section=section), article_id=uuid4()) for _ in range(5)]
    await say(newsroom, *facts)
    wanted = {str(fact.article_id) for fact in facts}
    async with httpx.AsyncClient(base_url=newsroom.publish) as http:

        async def whole() -> bool:
            page = (await http.get("/v1/articles", params={"section": section})).json()
            return {one["article_id"] for one in page["articles"]} == wanted

        await until(whole)
        at, seen = f"/v1/articles?section={section}&limit=2", list[str]()
        while at:
            answer = await http.get(at)
            again = await http.get(at, headers={"If-None-Match": answer.headers["ETag"]})
            assert (again.status_code, again.headers["Cache-Control"]) == (304, "no-cache")
            seen += [one["article_id"] for one in answer.json()["articles"]]
            at = answer.links.get("next", {}).get("url", "")
        assert len(seen) == 5
        assert set(seen) == wanted
        for wrong in ("kemarin", "2026-01-01_x", "9999-12-31T23:59:59-23:59_" + str(uuid4())):
            answer = await http.get("/v1/articles", params={"before": wrong})
            assert answer.status_code == 422
            assert answer.json()["errors"][0]["field"] == "before"
