"""The bus: how a service says facts and hears them. At least once, applied once.

Everything that FastStream and aiokafka would do otherwise, and that would lose or reorder a fact,
is settled here and nowhere else; why is in `docs/decisions/0002-what-the-bus-forces.md`.
"""

from shared.bus.bus import Bus
from shared.bus.chain import Heard, Heed, readable
from shared.bus.follow import Follower
from shared.bus.voice import Voice
from shared.bus.world import OutcomeUnknown, Unsendable

__all__ = ["Bus", "Follower", "Heard", "Heed", "OutcomeUnknown", "Unsendable", "Voice", "readable"]
