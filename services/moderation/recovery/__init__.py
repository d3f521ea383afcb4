"""What the desk does before it serves: after a restore it catches up with what it said itself on the topics."""

from services.moderation.recovery.opening import ClosedUntil, Opening
from services.moderation.recovery.recovery import Recovery

__all__ = ["ClosedUntil", "Opening", "Recovery"]
