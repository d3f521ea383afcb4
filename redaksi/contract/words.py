"""What the description of the topics says in sentences."""

from __future__ import annotations

from shared.topics import Topic

_HOUR = 3_600_000
_DAY = 24 * _HOUR

ABOUT = """\
Every message is a CloudEvent 1.0 in binary mode: attributes in headers that begin with `ce_`, the bare state as
the value, the item's id as the key.

Anyone may read `redaksi.published.*`, and nobody but the newsroom writes there. Every other topic is the
newsroom's own, is marked `x-internal`, and changes without notice.

The same message may come again, and an older one after a newer: keep the highest version of each key. Ignore
fields that you do not know. A field is never removed, never changes its type, and never means something else;
what must be said otherwise gets a topic or a type of a new version.
"""


def kept_in_words(topic: Topic) -> str:
    """How long its messages stay."""
    if topic.kept is not None:
        hours = topic.kept // _HOUR
        if topic.kept % _DAY == 0:
            return f"Kept for {hours // 24} days."
        return f"Kept for {hours} hour{'s' * (hours != 1)}."
    days = int(topic.config["delete.retention.ms"]) // _DAY
    return (
        f"Compacted: the newest message of each key stays for ever; an earlier one may go, and null after {days} days."
    )


def public_in_words(topic: Topic) -> str:
    """How to read a topic that anyone may read."""
    days = int(topic.config["delete.retention.ms"]) // _DAY
    return f"""\
Each message is the whole state of one item as the public sees it now, under the item's id as its key.

Read it from the beginning and keep the value with the highest `version` for each key: that is everything the public
has. You have caught up once you are past the end offsets that you saw when you began. Compaction leaves gaps between
offsets; count messages, not offsets.

A null value means that the item is erased: delete it, in your copies and backups too. Remember its `ce_version`,
and ignore what comes later with a lower one. The null itself is gone {days} days later: who was away for longer
reads from the beginning into an empty store.
"""
