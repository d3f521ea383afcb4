"""What admins settle for the whole newsroom, for the API and the pages alike; each act is in the audit."""

from services.moderation.newsroom.outcome import Faulty, Refused
from services.moderation.newsroom.reporters import Made, Reporters
from services.moderation.newsroom.settling import Settling

__all__ = ["Faulty", "Made", "Refused", "Reporters", "Settling"]
