"""What every process counts. No label ever holds a person's address, name or words."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

HEARD = Counter("redaksi_heard", "Facts handled, by group and kind.", ["group", "kind"])
SAID = Counter("redaksi_said", "Facts acknowledged by all replicas, by topic.", ["topic"])
DEAD = Counter("redaksi_dead_letters", "Records put aside because they can never be handled.", ["group"])
RETRIES = Counter(
    "redaksi_retries", "Batches taken again after trouble, by group and kind of error.", ["group", "error"]
)
DUPLICATES = Counter("redaksi_duplicates", "Facts heard again at a version already kept.", ["group"])
STALE = Counter("redaksi_stale_versions", "Facts heard at a version older than the one kept.", ["group"])
LAG_SECONDS = Gauge("redaksi_lag_seconds", "Age of the oldest fact not yet handled, by group.", ["group"])
LAG_FACTS = Gauge("redaksi_lag_facts", "Facts not yet handled, by group.", ["group"])
STOPPED = Gauge("redaksi_stopped", "1 where a group has stopped because too much cannot be handled.", ["group"])
PENDING_AGE = Gauge(
    "redaksi_oldest_pending_seconds", "How long the oldest fact that is due has waited to be said.", ["what"]
)
LETTERS = Counter("redaksi_letters", "Letters to reporters, by what became of them.", ["outcome"])
HANDLING = Histogram("redaksi_batch_seconds", "Time to handle one batch, by group.", ["group"])
COUNT_DRIFT = Gauge(
    "redaksi_count_drift", "Articles that the desk's counters had wrong when they were last counted anew."
)
STREAMS = Gauge("redaksi_streams", "Pages that listen to what happens at the desk.")
RESYNCS = Counter("redaksi_resyncs", "Times that pages were told to load anew, by why.", ["why"])
SHED = Counter("redaksi_shed", "Requests that were answered with 503 because too many were at work already.")
