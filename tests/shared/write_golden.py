"""Write the golden message of each fact that has none yet: `python -m tests.shared.write_golden`.

Never changes one that exists: a message that was said stays readable for ever.
"""

from __future__ import annotations

import json

from shared.facts import encode
from tests.shared.every_fact import every_fact
from tests.shared.test_wire import GOLDEN, as_json

for fact in every_fact():
    path = GOLDEN / "v1" / f"{fact.kind}.json"
    if not path.exists():
        path.write_text(json.dumps(as_json(encode(fact)), indent=2, ensure_ascii=False) + "\n")
