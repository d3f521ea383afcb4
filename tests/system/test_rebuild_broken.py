"""Publish's database is made anew on real servers, and breaks off: what is said of it is so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from motor.motor_asyncio import AsyncIOMotorDatabase
from typer.testing import CliRunner

from redaksi.publish import app
from services.publish import rebuild as anew
from services.publish.comments_store import Comments
from services.publish.model import KeptComment
from services.publish.rebuild import BrokeOff, rebuild
from services.publish.store import Articles
from shared.facts import CommentApproved
from shared.mongo import client
from shared.settings import Settings
from tests.builders import a_live as an_article
from tests.builders import an_approval
from tests.publish.test_comments import a_live, decided
from tests.system.conftest import Servers
from tests.system.ports import free_ports
from tests.system.saying import say


@dataclass(frozen=True)
class Scene:
    """A database of publish's that lacks an article and a comment which were decided."""

    settings: Settings
    database: AsyncIOMotorDatabase[dict[str, Any]]
    article: UUID
    comment: UUID

    async def lacks(self) -> tuple[bool, bool]:
        """Whether the article and the comment are missing."""
        article = await Articles(self.database).get(self.article)
        comment = await Comments(self.database).get(self.comment)
        return article is None, comment is None


@pytest.fixture
async def scene(servers: Servers) -> AsyncIterator[Scene]:
    prefix = f"test_{uuid4().hex[:12]}"
    settings = Settings(KAFKA_BOOTSTRAP=servers.kafka, MONGO_URL=servers.mongo, database_prefix=prefix)
    mongo = client(settings)
    made = Scene(settings, mongo[f"{prefix}_publish"], uuid4(), uuid4())
    approval = decided(CommentApproved, 2, "approved", a_live(article_id=made.article))
    approved = an_approval(article_id=made.article, live=an_article())
    await say(servers, approved, approval.model_copy(update={"comment_id": made.comment}))
    yield made
    await mongo.drop_database(f"{prefix}_publish")
    mongo.close()


async def broken_off(settings: Settings) -> list[str]:
    with pytest.raises(BrokeOff) as broke:
        await rebuild(settings, lambda *_: None)
    return str(broke.value).splitlines()


async def refuse_comments(database: AsyncIOMotorDatabase[dict[str, Any]]) -> None:
    """MongoDB reads a view like a collection, and refuses to put anything in its place."""
    other = KeptComment.of(decided(CommentApproved, 2, "approved", a_live()))
    await Comments(database, "elsewhere").keep([other])
    await database.command("create", "comments", viewOn="elsewhere", pipeline=[])


async def test_where_comments_cannot_take_their_place_it_says_that_articles_have_and_doing_it_again_mends_it(
    scene: Scene,
) -> None:
    await refuse_comments(scene.database)
    why, articles, comments, again = await broken_off(scene.settings)
    assert why.startswith("It was not made anew to the end: ")
    assert "comments" in why
    assert (articles, comments) == ("articles: made anew and in place.", "comments: not changed.")
    assert "do it again" in again
    assert await scene.lacks() == (False, True)
    assert await scene.database["comments"].count_documents({}) == 1
    await scene.database.drop_collection("comments")
    made = await rebuild(scene.settings, lambda *_: None)
    assert [kind.kind for kind in made] == ["articles", "comments"]
    assert await scene.lacks() == (False, False)


async def test_where_articles_cannot_it_says_that_nothing_was_changed(scene: Scene) -> None:
    await scene.database.command("create", "articles", viewOn="elsewhere", pipeline=[])
    _, articles, comments, _ = await broken_off(scene.settings)
    assert (articles, comments) == ("articles: not changed.", "comments: not changed.")
    assert await scene.lacks() == (True, True)


async def test_where_kafka_is_away_it_says_that_nothing_was_changed(scene: Scene) -> None:
    nowhere = scene.settings.model_copy(update={"kafka_bootstrap": f"127.0.0.1:{free_ports(30)}"})
    _, articles, comments, _ = await broken_off(nowhere)
    assert (articles, comments) == ("articles: not changed.", "comments: not changed.")
    assert await scene.lacks() == (True, True)


async def test_where_it_breaks_off_once_comments_are_in_place_it_says_what_may_be_missing(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = anew._read_to_end

    async def broken(consumer: Any, kind: Any, shelf: Any, progress: Any) -> int:
        if kind.name == "comments" and shelf._all.name == "comments":
            raise OSError("Kafka is away")
        return await read(consumer, kind, shelf, progress)

    monkeypatch.setattr(anew, "_read_to_end", broken)
    why, articles, comments, _ = await broken_off(scene.settings)
    assert why.endswith("Kafka is away")
    assert articles == "articles: made anew and in place."
    assert comments == "comments: made anew and in place, but what was decided meanwhile may be missing."
    assert await scene.lacks() == (False, False)


async def test_the_command_says_so_and_fails(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    await refuse_comments(scene.database)
    monkeypatch.setenv("REDAKSI_DATABASE_PREFIX", scene.settings.database_prefix)
    mongo = scene.settings.mongo_url.get_secret_value()
    where = {"KAFKA_BOOTSTRAP": scene.settings.kafka_bootstrap, "MONGO_URL": mongo}
    result = await asyncio.to_thread(CliRunner().invoke, app, ["rebuild"], env=where)
    assert result.exit_code == 1
    assert "articles: made anew and in place.\ncomments: not changed.\n" in result.stderr
    assert "Nothing was changed" not in result.output
