"""What can be done at the desk, free of HTTP: load, decide, write on condition, wake the relay.

The JSON API and the pages call these same functions; nothing is possible in one that the other forbids.
"""

from services.moderation.desk.attendance import Attendance
from services.moderation.desk.comments import CommentDesk
from services.moderation.desk.desk import Decide, Desk, Outcome
from services.moderation.desk.words import Words
from services.moderation.desk.writing import Writing

__all__ = ["Attendance", "CommentDesk", "Decide", "Desk", "Outcome", "Words", "Writing"]
