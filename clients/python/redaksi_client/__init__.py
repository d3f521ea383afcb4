"""Read what a Redaksi newsroom publishes on Kafka."""

from redaksi_client.events import Event, Unreadable
from redaksi_client.fake import FakeTable, FakeWorker
from redaksi_client.follower import Batch, Follower, Progress
from redaksi_client.models import (
    Comments,
    Correction,
    Front,
    Photo,
    Published,
    PublishedArticle,
    PublishedComment,
    Retraction,
    Size,
)
from redaksi_client.rows import Change, Rows
from redaksi_client.table import StateTable
from redaksi_client.worker import TryLater, Worker, make_dead_letters

__all__ = [
    "Batch",
    "Change",
    "Comments",
    "Correction",
    "Event",
    "FakeTable",
    "FakeWorker",
    "Follower",
    "Front",
    "Photo",
    "Progress",
    "Published",
    "PublishedArticle",
    "PublishedComment",
    "Retraction",
    "Rows",
    "Size",
    "StateTable",
    "TryLater",
    "Unreadable",
    "Worker",
    "make_dead_letters",
]
