"""Dead letters as operators see them: what waits, what was handed back, what a choice means."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from shared.bus.letters import OF, TIMES, Answer, Choice, HandedBack, Letter, Pile, bundled
from shared.topics import PUBLISH_ARTICLES as GROUP

NOON = datetime(2026, 5, 2, 12, tzinfo=UTC)


def a_letter(
    place: str, error: str = "ValueError", reason: str = "cannot", *, minute: int = 0, of: str = "", times: str = ""
) -> Letter:
    given = {"dlq-error": error, "dlq-reason": reason, OF: of, TIMES: times}
    said = tuple((name, text.encode()) for name, text in given.items() if text)
    return Letter(GROUP, place, b"key", said, NOON + timedelta(minutes=minute), 2)


def a_pile(*letters: Letter) -> Pile:
    pile = Pile(GROUP)
    for one in letters:
        pile.add(one)
    return pile


def states(pile: Pile) -> dict[str, str]:
    return {one.letter.place: one.state for one in pile.fates()}


def test_letters_are_bundled_by_what_they_died_of_the_most_first_and_since_the_oldest() -> None:
    letters = [a_letter("0/0", minute=3), a_letter("0/1", "Poison", minute=1), a_letter("0/2", "Poison", minute=2)]
    letters.append(a_letter("0/3", "Poison", "another reason"))
    assert [(one.error, one.reason, one.many, one.oldest.minute) for one in bundled(letters)] == [
        ("Poison", "cannot", 2, 1),
        ("Poison", "another reason", 1, 0),
        ("ValueError", "cannot", 1, 3),
    ]


def test_what_became_of_a_letter_is_known_whatever_is_read_first() -> None:
    back = HandedBack(NOON, "rio")
    again = a_letter("0/4", minute=9, of="0/3", times="1")
    pile = a_pile(again, *(a_letter(f"0/{at}") for at in range(4)))
    pile.answer("0/1", Answer("unchanged", NOON))
    pile.answer("0/2", Answer("handled", NOON))
    pile.back.update({"0/1": back, "0/2": back, "0/3": back})
    assert states(pile) == {"0/0": "waiting", "0/1": "unchanged", "0/2": "handled", "0/3": "died", "0/4": "waiting"}
    assert pile.fate(pile.letters["0/3"]).again == "0/4"
    assert again.times == 1


def test_before_the_group_has_answered_nothing_is_claimed() -> None:
    pile = a_pile(a_letter("0/0"))
    pile.back["0/0"] = HandedBack(NOON, "")
    assert states(pile) == {"0/0": "sent"}
    assert pile.waiting() == []


def test_what_was_handled_was_so_though_it_was_tried_again_after_a_crash() -> None:
    pile = a_pile(a_letter("0/0"))
    pile.back["0/0"] = HandedBack(NOON, "")
    pile.answer("0/0", Answer("handled", NOON))
    pile.answer("0/0", Answer("unchanged", NOON))
    assert states(pile) == {"0/0": "handled"}


def test_a_choice_takes_places_or_all_that_are_alike_or_everything() -> None:
    pile = a_pile(a_letter("0/0"), a_letter("0/1", "Poison"), a_letter("0/2", "Poison", "another"))

    def going(choice: Choice) -> list[str]:
        return [one.place for one in pile.plan(choice).going]

    assert going(Choice(frozenset({"0/1"}))) == ["0/1"]
    assert going(Choice(error="Poison")) == ["0/1", "0/2"]
    assert going(Choice(error="Poison", reason="another")) == ["0/2"]
    assert going(Choice(everything=True)) == ["0/0", "0/1", "0/2"]
    assert going(Choice()) == []


def test_the_tired_are_left_unless_somebody_asks_for_them_again() -> None:
    pile = a_pile(a_letter("0/0", times="3"), a_letter("0/1", times="2"))
    plan = pile.plan(Choice(everything=True))
    assert ([one.place for one in plan.going], [one.place for one in plan.tired]) == (["0/1"], ["0/0"])
    plan = pile.plan(Choice(everything=True), again=True)
    assert ([one.place for one in plan.going], plan.tired) == (["0/0", "0/1"], ())


def test_what_waits_no_more_is_named() -> None:
    pile = a_pile(a_letter("0/0"), a_letter("0/1"))
    pile.back["0/0"] = HandedBack(NOON, "")
    plan = pile.plan(Choice(frozenset({"0/0", "0/1", "7/7"})))
    assert ([one.place for one in plan.going], plan.gone) == (["0/1"], ("0/0", "7/7"))


def test_how_often_it_came_back_is_no_reason_to_stumble() -> None:
    assert a_letter("0/0", times="often").times == 0
