"""The checker finds each defect that is planted, and nothing in what is sound."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.faults.checker import Stored, judge
from tests.faults.ledger import Acknowledged, Entry, Ledger, Marked, Received, Refused, Sent

CHANNEL, AUTHOR = 5, 7


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """Give a ledger of three messages sent, answered, pushed to `ana` and read from history by `bob`."""
    found = Ledger(tmp_path / "ledger")
    for number in (1, 2, 3):
        found.write(Sent(f"n{number}", CHANNEL, AUTHOR))
        found.write(Acknowledged(f"n{number}", CHANNEL, AUTHOR, 100 + number, number))
        found.write(Received("ana", CHANNEL, 100 + number, number, f"n{number}", "session"))
        found.write(Received("bob", CHANNEL, 100 + number, number, f"n{number}", ""))
    yield found
    found.close()


def history() -> list[Stored]:
    return [Stored(CHANNEL, 100 + number, number, f"n{number}", AUTHOR) for number in (1, 2, 3)]


def counts(ledger: Ledger, stored: list[Stored], read: int | None = None) -> dict[str, int]:
    """Return what is found, kinds without a finding left out."""
    states = {} if read is None else {AUTHOR: {CHANNEL: read}}
    verdict = judge(ledger, {CHANNEL: stored}, receivers=["ana", "bob"], read=states)
    return {kind: count for kind, count in verdict.counts.items() if count}


def test_a_sound_run_is_clean(ledger: Ledger) -> None:
    ledger.write(Marked(AUTHOR, CHANNEL, 103))
    assert counts(ledger, history(), read=103) == {}


def test_an_answered_message_that_is_not_in_history_is_lost(ledger: Ledger) -> None:
    ledger.write(Sent("n4", CHANNEL, AUTHOR))
    ledger.write(Acknowledged("n4", CHANNEL, AUTHOR, 104, 4))
    assert counts(ledger, history()) == {"lost": 1}


def test_a_message_a_receiver_never_heard_of_is_lost(ledger: Ledger) -> None:
    ledger.write(Sent("n4", CHANNEL, AUTHOR))
    ledger.write(Received("ana", CHANNEL, 104, 4, "n4", "session"))
    assert counts(ledger, [*history(), Stored(CHANNEL, 104, 4, "n4", AUTHOR)]) == {"lost": 1}


@pytest.mark.parametrize(
    "planted",
    [
        Received("ana", CHANNEL, 104, 4, "n4", "session"),
        Received("bob", CHANNEL, 103, 3, "n2", ""),
        Refused("n3", 403),
    ],
    ids=["pushed but not stored", "told another text", "stored though refused"],
)
def test_what_should_not_be_there_is_a_phantom(ledger: Ledger, planted: Entry) -> None:
    ledger.write(planted)
    assert counts(ledger, history()) == {"phantom": 1}


def test_a_stored_message_nobody_sent_is_a_phantom(ledger: Ledger) -> None:
    forged = [*history()[:2], replace(history()[2], author=AUTHOR + 1)]
    assert counts(ledger, forged) == {"phantom": 1}


def test_a_message_stored_twice_is_a_duplicate(ledger: Ledger) -> None:
    for who in ("ana", "bob"):
        ledger.write(Received(who, CHANNEL, 104, 4, "n1", "session"))
    assert counts(ledger, [*history(), Stored(CHANNEL, 104, 4, "n1", AUTHOR)]) == {"duplicate": 1}


def test_a_retry_answered_with_another_id_is_a_duplicate(ledger: Ledger) -> None:
    ledger.write(Acknowledged("n1", CHANNEL, AUTHOR, 104, 4))
    assert counts(ledger, history()) == {"duplicate": 1, "lost": 1}


def test_a_retry_answered_with_the_same_id_is_sound(ledger: Ledger) -> None:
    ledger.write(Acknowledged("n1", CHANNEL, AUTHOR, 101, 1))
    assert counts(ledger, history()) == {}


def test_a_push_repeated_within_a_session_is_a_duplicate(ledger: Ledger) -> None:
    ledger.write(Received("ana", CHANNEL, 103, 3, "n3", "session"))
    assert counts(ledger, history()) == {"duplicate": 1}


def test_a_push_repeated_in_another_session_is_sound(ledger: Ledger) -> None:
    ledger.write(Received("ana", CHANNEL, 103, 3, "n3", "another"))
    assert counts(ledger, history()) == {}


def test_a_push_that_comes_after_a_later_one_is_inverted(ledger: Ledger) -> None:
    ledger.write(Received("ana", CHANNEL, 102, 2, "n2", "session"))
    assert counts(ledger, history()) == {"inverted": 1}


def test_a_history_with_a_hole_or_out_of_order_is_inverted(ledger: Ledger) -> None:
    first, second, third = history()
    assert counts(ledger, [second, first, third]) == {"inverted": 2}


def test_a_message_answered_at_another_place_than_it_has_is_inverted(ledger: Ledger) -> None:
    ledger.write(Acknowledged("n3", CHANNEL, AUTHOR, 103, 9))
    assert counts(ledger, history()) == {"inverted": 1}


@pytest.mark.parametrize("kept", [0, 102, 104])
def test_another_read_pointer_than_was_answered_is_a_mismatch(ledger: Ledger, kept: int) -> None:
    ledger.write(Marked(AUTHOR, CHANNEL, 103))
    ledger.write(Marked(AUTHOR, CHANNEL, 101))
    assert counts(ledger, history(), read=kept) == {"unread_mismatch": 1}


def test_a_ledger_read_back_says_the_same_without_a_line_cut_short(ledger: Ledger) -> None:
    ledger.sync()
    with ledger.file.open("ab") as file:
        file.write(b'["Sent", {"nonce": "n9"')
    found = Ledger.load(ledger.file)
    assert (found.sent, found.acknowledged, found.received) == (
        ledger.sent,
        ledger.acknowledged,
        ledger.received,
    )
    found.close()


def test_a_verdict_names_what_is_wrong(ledger: Ledger) -> None:
    verdict = judge(ledger, {CHANNEL: history()[:2]}, receivers=["ana"])
    with pytest.raises(AssertionError, match="n3 was answered as 103"):
        verdict.assert_clean()
