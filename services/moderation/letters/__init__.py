"""Letters to reporters: written when the topic tells of a decision, kept, then handed in; none is written twice."""

from services.moderation.letters.carriers import carrier_of
from services.moderation.letters.message import composer
from services.moderation.letters.office import Office, Readers, Stationery

__all__ = ["Office", "Readers", "Stationery", "carrier_of", "composer"]
