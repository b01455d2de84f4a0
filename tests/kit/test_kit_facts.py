"""What the bus carries: a name and a JSON object, the same after a round trip."""

import json
from dataclasses import dataclass, fields
from typing import Any, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.thorough import examples

from beep.app.features import FEATURES
from beep.features.friends import FriendRequestAccepted
from beep.features.messaging import MessageSent
from beep.kit.facts import Fact
from beep.kit.ids import MAX_ID, ChannelId, MessageId, UserId

FACTS = [fact for feature in FEATURES.values() for fact in feature.facts]
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@dataclass(frozen=True, slots=True)
class Judged(Fact):
    NAME = "test.judged"
    STREAM = "channel_id"
    channel_id: ChannelId
    first_reader_id: UserId
    was_hidden: bool
    times: int


def example(fact: type[Fact]) -> st.SearchStrategy[Fact]:
    hints = get_type_hints(fact)
    values: dict[str, st.SearchStrategy[Any]] = {
        field.name: words if hints[field.name] is str else st.integers(0, MAX_ID) for field in fields(fact)
    }
    return st.builds(fact, **values)


@pytest.mark.req("MSG-12", "EVT-03")
def test_message_created_is_the_sources_event_key_for_key() -> None:
    fact = MessageSent(ChannelId(2**53 + 1), MessageId(9), UserId(7), "text")
    assert fact.NAME == "message.created"
    assert fact.payload() == (
        b'{"channelId":"9007199254740993","messageId":"9","authorId":"7","type":"text"}'
    )


@pytest.mark.req("FRND-09", "EVT-03")
def test_friend_request_accepted_is_the_sources_event_key_for_key() -> None:
    fact = FriendRequestAccepted(UserId(2**53 + 1), UserId(9), "2025-05-27T16:00:00Z")
    assert fact.NAME == "friend_request.accepted"
    assert fact.payload() == (
        b'{"userId":"9007199254740993","friendId":"9","timestamp":"2025-05-27T16:00:00Z"}'
    )


@pytest.mark.req("EVT-03")
@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.NAME)
def test_every_fact_comes_back_from_its_payload(fact: type[Fact]) -> None:
    @settings(deadline=None, max_examples=examples(20), database=None)
    @given(example(fact))
    def check(one: Fact) -> None:
        assert fact.parse(one.payload()) == one
        assert fact.parse(one.payload().decode()).stream == one.stream

    check()


@pytest.mark.req("EVT-03")
@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.NAME)
def test_every_fact_is_named_and_its_payload_is_an_object_of_camel_case_keys(fact: type[Fact]) -> None:
    payload = json.loads(fact(*[1 for _ in fields(fact)]).payload())
    assert fact.NAME.lower() == fact.NAME
    assert fact.NAME.count(".") == 1
    assert all(key.isalnum() and key[0].islower() for key in payload)


def test_only_ids_become_strings() -> None:
    fact = Judged(ChannelId(1), UserId(2), was_hidden=True, times=3)
    assert json.loads(fact.payload()) == {
        "channelId": "1",
        "firstReaderId": "2",
        "wasHidden": True,
        "times": 3,
    }


def test_a_newer_process_may_add_keys() -> None:
    assert Judged.parse(
        b'{"channelId":"1","firstReaderId":"2","wasHidden":false,"times":3,"later":[]}'
    ) == Judged(ChannelId(1), UserId(2), was_hidden=False, times=3)


@pytest.mark.parametrize("payload", [b"{}", b"[]", b"null", b"{", b"", b'{"channelId":"x"}'])
def test_what_is_no_such_fact_is_refused_with_an_error_the_relay_knows(payload: bytes) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        Judged.parse(payload)
