"""Letters to commenters, on real servers: one that asks whether the address is theirs."""

from __future__ import annotations

from tests.moderation import test_commenting
from tests.system.test_letters import Letterbox, box

__all__ = ["box"]


async def test_a_commenter_is_asked_once_whether_the_address_is_theirs(box: Letterbox) -> None:
    comment = test_commenting.held(confirm=True, text="Rahasia sekali")
    for _ in range(2):
        await box.office.ask_confirmation([comment])
        await box.office.send_due()
    (letter,) = box.server.took
    assert letter["To"].addresses[0].addr_spec == "sari@contoh.id"
    body = letter.get_body(("plain",))
    assert body is not None
    assert "http://door/comments/confirm/" in body.get_content()
    assert "Rahasia" not in body.get_content(), "it may be somebody else's address"
