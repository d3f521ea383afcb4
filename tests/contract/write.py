"""Write the contract anew, from the code: `python -m tests.contract.write`.

Refuses where a fact no longer keeps what a released version promised. What is newly promised stands in the next
`released/v…`; what stands there is never changed.
"""

from __future__ import annotations

import json
import sys

from tests.contract.made import DOCS, RELEASED, as_text, files, released, shapes
from tests.contract.test_schemas import broken


def write() -> None:
    if faults := broken():
        sys.exit("\n".join(["This breaks what was promised; a new kind (….v2) breaks nothing:", *faults]))
    for name, text in files().items():
        (DOCS / name).parent.mkdir(exist_ok=True)
        (DOCS / name).write_text(text)
    for kind, shape in shapes().items():
        versions = released(kind)
        if not versions or json.loads(versions[-1].read_text()) != shape:
            number = int(versions[-1].parent.name[1:]) + 1 if versions else 1
            path = RELEASED / f"v{number}" / f"{kind}.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(as_text(shape))


write()
