"""Builds the desk; the only reader of its settings."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from motor.motor_asyncio import AsyncIOMotorDatabase

from services.moderation.api import routers
from services.moderation.beginning import Beginning, FirstEditor
from services.moderation.comment_intake import Commenters, CommentIntake, commenters
from services.moderation.desk import Attendance, CommentDesk, Desk, Words, Writing
from services.moderation.desk.notified import as_it_happens
from services.moderation.door import Door
from services.moderation.forgetting import forget
from services.moderation.handlers import Intake
from services.moderation.happenings import Happenings
from services.moderation.learning import Learning, rescore
from services.moderation.letters import Office, Readers, Stationery, carrier_of, composer
from services.moderation.model.onlooker import Onlooker
from services.moderation.newsroom import Reporters, Settling
from services.moderation.pages import furniture
from services.moderation.parts import Parts
from services.moderation.passwords import Passwords
from services.moderation.people import Kept, People
from services.moderation.recount import Recount
from services.moderation.recovery import ClosedUntil, Opening, Recovery
from services.moderation.redriving import Redriving
from services.moderation.relay import Relay
from services.moderation.relaying import relay_of, when_started
from services.moderation.rules_here import RulesHere
from services.moderation.settings import DeskSettings
from services.moderation.store.articles import Articles
from services.moderation.store.comments import Comments
from services.moderation.store.doorbell import Doorbell
from services.moderation.store.guard import GuardStore
from services.moderation.store.house import Houses
from services.moderation.store.letters import Contacts, Letters
from services.moderation.store.looked import Looked
from services.moderation.store.notices import Notices
from services.moderation.store.pictures import Pictures
from services.moderation.store.presence import Presence
from services.moderation.store.recovered import Beginnings
from services.moderation.store.redrives import Redrives
from services.moderation.store.related import Related
from services.moderation.store.settled import Newsroom
from services.moderation.store.tallies import Tallies
from services.moderation.store.unsaved import UnsavedWork
from services.moderation.store.views import Views
from services.moderation.watch import Watched, watching
from services.moderation.works import Works, once_open, prepare_and_count
from shared import apidocs, metrics, observe, problems, process
from shared.bus import Bus
from shared.canary import Canary
from shared.comment_link import CommentLinks
from shared.media import Shelf
from shared.mongo import client
from shared.stages import Stage
from shared.status_link import StatusLinks
from shared.topics import (
    COMMENT_DECISIONS,
    DECISIONS,
    MODERATION_COMMENTS,
    MODERATION_DRAFTS,
    MODERATION_LEARNING,
    MODERATION_LETTERS,
    NEWSROOM,
)

PORT = 8002


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def build(settings: DeskSettings) -> FastAPI:
    """The whole service, not yet started."""
    mongo = client(settings)
    bus = Bus(settings, "moderation")
    database = mongo[f"{settings.database_prefix}_moderation"]
    theirs = commenters(settings.seal_private.get_secret_value())
    watched = watching(database, bus, settings.kafka)
    parts, relay, beginning = _parts(database, bus, settings, theirs)
    office = _office(database, parts, settings, theirs)
    bus.listen(MODERATION_COMMENTS, _intake(parts, theirs, office, relay).on_comments)
    learning = Learning(parts.commenting.comments, parts.guard)
    bus.listen(MODERATION_LETTERS, watched(DECISIONS, office.on_decisions), unhurried=True)
    bus.listen(MODERATION_LEARNING, watched(COMMENT_DECISIONS, learning.on_decisions), unhurried=True)

    recovery = Recovery(settings.kafka, parts, theirs.of, Letters(database))
    opening = Opening(bus, Beginnings(database), recovery, settings.kafka, now)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with once_open(opening, bus, lambda: _works(settings, bus, parts, relay, beginning, office)):
            yield
        await parts.redriving.close()
        mongo.close()

    app = FastAPI(title="Redaksi desk", version="1", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.state.parts = parts
    routers.install(app)
    problems.install(app)
    apidocs.install(app)
    furniture.install(app)
    app.add_middleware(ClosedUntil, opening=opening)
    observe.install(app, opening, ready=[beginning.unprepared])
    return app


def _works(settings: DeskSettings, bus: Bus, parts: Parts, relay: Relay, beginning: Beginning, office: Office) -> Works:
    return {
        prepare_and_count(beginning, Recount(parts.desk.articles.counts, now)): "nothing is counted any more",
        when_started(relay, bus): "the relay ended",
        office.run(): "nobody sends letters any more",
        parts.happenings.run(): "nothing is told to open pages any more",
        _forget(parts, settings): "nothing is forgotten any more",
        rescore(parts.commenting.comments, parts.guard): "nothing is scored again any more",
    }


async def _forget(parts: Parts, settings: DeskSettings) -> None:
    addresses = parts.commenting.comments.forget_contacts, timedelta(days=settings.contact_days)
    pictures = parts.desk.pictures.forget_unnamed, timedelta(days=settings.picture_days)
    await forget({"commenters' addresses": addresses, "pictures that no article names": pictures}, now)


def _parts(
    database: AsyncIOMotorDatabase[dict[str, Any]], bus: Bus, settings: DeskSettings, theirs: Commenters
) -> tuple[Parts, Relay, Beginning]:
    houses, passwords, contacts = Houses(database), Passwords(), Contacts(database)
    articles, comments, newsroom = Articles(database, houses.zone), Comments(database), Newsroom(database)
    people = People.on(Kept.on(database), passwords, houses.wants_factors, now)
    outboxes = articles.collection, comments.collection, newsroom.collection
    relay, canary = relay_of(database, bus, outboxes, now, canary=bool(settings.canary_seconds))
    words = Words(articles, UnsavedWork(database), Looked(database), Related(database), now)
    onlookers = notices, tallies = Notices(database), Tallies(database)
    rules = _hear_drafts(bus, articles, relay, onlookers, canary, watching(database, bus, settings.kafka))
    undo, undo_comment = timedelta(seconds=settings.undo_seconds), timedelta(seconds=settings.comment_undo_seconds)
    pictures, telling = Pictures(database, Shelf(settings.media_url)), relay.telling(articles.collection)
    desk = Desk(articles, lambda: rules.now, now, telling, undo, houses.now, pictures, (words, notices), onlookers)
    parts = Parts(
        desk=desk,
        commenting=CommentDesk(comments, theirs.who, now, relay.telling(comments.collection).wake, undo_comment),
        writing=Writing(desk, people.kept.accounts),
        attendance=Attendance(Presence(database), now),
        notices=notices,
        tallies=tallies,
        door=Door(people.kept, passwords, people.proof, houses.wants_factors, now),
        people=people,
        newsroom=newsroom,
        settling=Settling(newsroom, houses, people.kept.accounts, people.kept.audit, now, relay.wake),
        reporters=Reporters(newsroom, contacts, people.kept.audit, now, relay.wake),
        contacts=contacts,
        houses=houses,
        passwords=passwords,
        clock=now,
        wake=relay.wake,
        words=words,
        pages=furniture.pages(),
        public_url=settings.public_url,
        guard=GuardStore(database),
        happenings=_happenings(database, people, notices),
        views=Views(database),
        redriving=Redriving(settings.kafka, Redrives(database), people.kept.audit, now),
    )
    return parts, relay, Beginning(parts, _first(settings))


def _hear_drafts(
    bus: Bus,
    articles: Articles,
    relay: Relay,
    onlookers: Sequence[Onlooker],
    canary: Canary | None,
    watched: Watched,
) -> RulesHere:
    """The rules as they are here from now on."""
    rules, born = RulesHere(), relay.newborn(articles.collection)
    bus.follow(NEWSROOM, watched(NEWSROOM, rules.heed))
    wake = relay.telling(articles.collection).wake
    intake = Intake(articles, lambda: rules.now, now, wake, born, onlookers)
    held = Stage(metrics.STAGE.labels("submitted_to_held", "articles"), now)
    bus.listen(MODERATION_DRAFTS, held.until_heeded(intake.on_drafts), beside=canary)
    return rules


def _intake(parts: Parts, theirs: Commenters, office: Office, relay: Relay) -> CommentIntake:
    comments, born = parts.commenting.comments, relay.newborn(parts.commenting.comments.collection)
    ask, house = office.ask_confirmation, parts.houses.now
    wake = relay.telling(comments.collection).wake
    return CommentIntake(comments, theirs, parts.guard.weights, house, ask, now, wake, born)


def _happenings(database: AsyncIOMotorDatabase[dict[str, Any]], people: People, notices: Notices) -> Happenings:
    accounts = people.kept.accounts
    return Happenings(Doorbell(database), accounts.initials, lambda one: as_it_happens(one, notices, accounts))


def _first(settings: DeskSettings) -> FirstEditor:
    return FirstEditor(
        settings.first_editor_email, settings.first_editor_password.get_secret_value(), settings.first_editor_initials
    )


def _office(
    database: AsyncIOMotorDatabase[dict[str, Any]], parts: Parts, settings: DeskSettings, theirs: Commenters
) -> Office:
    secret, comments = settings.status_secret.get_secret_value().encode(), parts.commenting.comments
    links = StatusLinks(secret, settings.ingest_url)

    async def email(comment_id: UUID) -> str:
        comment = await comments.get(comment_id)
        return theirs.email(comment.sealed) if comment else ""

    return Office(
        Stationery(parts.desk.articles, parts.houses, parts.pages, links, now),
        parts.contacts,
        Readers(email, CommentLinks(secret, settings.ingest_url)),
        Letters(database),
        carrier_of(settings.smtp_url.get_secret_value(), settings.mail_folder),
        composer(parts.pages, settings.mail_from),
    )


def main() -> None:
    """Run it until it is asked to stop."""
    settings = DeskSettings()
    observe.logs("moderation", settings.log_level)
    app = build(settings)
    process.serve(app, settings, PORT, leaving=app.state.parts.happenings.end)
