"""Acts of administration, as they are remembered: ids and names, no address."""

from __future__ import annotations

from datetime import datetime

from shared.facts import Frozen


class Entry(Frozen):
    """Who did what, on whom or on what, when. Never changed, never taken away.

    `what` is a word such as `invite`; `whom` the id of an account, a reporter, a section, or "".
    """

    at: datetime
    who: str
    name: str
    what: str
    whom: str = ""
    whom_name: str = ""
    note: str = ""
