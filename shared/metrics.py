"""What every process counts. No label ever holds a person's address, name or words."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

HEARD = Counter("redaksi_heard", "Facts handled, by group and kind.", ["group", "kind"])
SAID = Counter("redaksi_said", "Facts acknowledged by all replicas, by topic.", ["topic"])
DEAD = Counter("redaksi_dead_letters", "Records put aside because they can never be handled.", ["group"])
REDRIVEN = Counter(
    "redaksi_redriven", "Dead letters that were handed back, by group and what became of them.", ["group", "became"]
)
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
_FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Seconds, for what usually takes some thousandths."""
_SLOW = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 15.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0)
"""Seconds, for what waits until it can no longer be undone."""
_CLOCKS = "Told by two clocks, if on two machines: never less than 0, and wrong by as much as they differ."
CANARY = Histogram(
    "redaksi_canary_seconds",
    "From the service before this hop having said a beat of the canary until it is handled here. " + _CLOCKS,
    ["hop"],
    buckets=_FAST,
)
CANARY_LAST = Gauge("redaksi_canary_last_seconds", "The same of the last beat, in its slowest lane.", ["hop"])
CANARY_AGE = Gauge(
    "redaksi_canary_age_seconds",
    "How long ago the newest beat began that came to this hop, in the lane where that is longest. " + _CLOCKS,
    ["hop"],
)
STAGE = Histogram(
    "redaksi_stage_seconds",
    "How long a stage takes: submitted_to_held (said by the door until the desk holds it), due_to_told (may no longer "
    "be undone until Kafka has it), told_to_kept (until publish has kept it and told it). " + _CLOCKS,
    ["stage", "what"],
    buckets=_FAST,
)
VISIBLE = Histogram(
    "redaksi_approved_to_visible_seconds",
    "From an article's first approval, or the end of its embargo, until this site shows it; the time to undo is part "
    "of it. " + _CLOCKS,
    buckets=_SLOW,
)
SHED = Counter("redaksi_shed", "Requests that were answered with 503 because too many were at work already.")
BUILD = Gauge("redaksi_build_info", "Which Redaksi this process is; always 1.", ["version"])
