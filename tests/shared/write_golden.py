"""Write the golden message of each fact that is now said otherwise, or is new: `python -m tests.shared.write_golden`.

Never changes one that exists: a message that was said stays readable for ever. The new one stands in the next `v…`.
"""

from __future__ import annotations

import json

from shared.facts import encode
from tests.shared.every_fact import every_fact
from tests.shared.test_wire import GOLDEN, as_json, newest

for fact in every_fact():
    said, last = as_json(encode(fact)), newest(fact.kind)
    if last is None or json.loads(last.read_text()) != said:
        number = int(last.parent.name[1:]) + 1 if last else 1
        path = GOLDEN / f"v{number}" / f"{fact.kind}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(said, indent=2, ensure_ascii=False) + "\n")
