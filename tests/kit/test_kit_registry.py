"""The registry is complete, true to the documented API and written in both languages."""

import re

from beep.kit.permissions import (
    ALL,
    BY_PERMISSION,
    DEFAULT_ROLE,
    ENFORCED,
    IN_CHANNELS,
    KEPT_IN_ARCHIVE,
    KEPT_IN_TIMEOUT,
    OFFERED,
    REGISTRY,
    Permission,
    wire_names,
)

# The documented names by bit; 47 is unused.
_NAMES = """CREATE_INSTANT_INVITE KICK_MEMBERS BAN_MEMBERS ADMINISTRATOR MANAGE_CHANNELS MANAGE_GUILD
ADD_REACTIONS VIEW_AUDIT_LOG PRIORITY_SPEAKER STREAM VIEW_CHANNEL SEND_MESSAGES SEND_TTS_MESSAGES
MANAGE_MESSAGES EMBED_LINKS ATTACH_FILES READ_MESSAGE_HISTORY MENTION_EVERYONE USE_EXTERNAL_EMOJIS
VIEW_GUILD_INSIGHTS CONNECT SPEAK MUTE_MEMBERS DEAFEN_MEMBERS MOVE_MEMBERS USE_VAD CHANGE_NICKNAME
MANAGE_NICKNAMES MANAGE_ROLES MANAGE_WEBHOOKS MANAGE_GUILD_EXPRESSIONS USE_APPLICATION_COMMANDS
REQUEST_TO_SPEAK MANAGE_EVENTS MANAGE_THREADS CREATE_PUBLIC_THREADS CREATE_PRIVATE_THREADS
USE_EXTERNAL_STICKERS SEND_MESSAGES_IN_THREADS USE_EMBEDDED_ACTIVITIES MODERATE_MEMBERS
VIEW_CREATOR_MONETIZATION_ANALYTICS USE_SOUNDBOARD CREATE_GUILD_EXPRESSIONS CREATE_EVENTS
USE_EXTERNAL_SOUNDS SEND_VOICE_MESSAGES - SET_VOICE_CHANNEL_STATUS SEND_POLLS USE_EXTERNAL_APPS
PIN_MESSAGES BYPASS_SLOWMODE"""
DOCUMENTED = _NAMES.split()


def test_each_bit_has_one_entry_under_its_documented_name() -> None:
    assert len(BY_PERMISSION) == len(REGISTRY) == len(Permission)
    assert {entry.bit: entry.name for entry in REGISTRY} == {
        bit: name for bit, name in enumerate(DOCUMENTED) if name != "-"
    }


def test_each_entry_speaks_both_languages() -> None:
    for entry in REGISTRY:
        for text in (entry.label.en, entry.label.fr):
            assert re.fullmatch(r"[^.]{3,60}", text), entry
        for text in (entry.description.en, entry.description.fr):
            assert re.fullmatch(r".{10,110}\.", text), entry
    for texts in ([one.label.en for one in REGISTRY], [one.label.fr for one in REGISTRY]):
        assert len(set(texts)) == len(texts)


def test_what_counts_in_a_whole_server_only_is_out_of_reach_of_overrides() -> None:
    for permission in (Permission.ADMINISTRATOR, Permission.KICK_MEMBERS, Permission.MANAGE_SERVER):
        assert not permission & IN_CHANNELS
    assert IN_CHANNELS & Permission.SEND_MESSAGES


def test_only_what_beep_acts_by_is_offered() -> None:
    assert {entry.permission for entry in OFFERED} == {one for one in Permission if one & ENFORCED}
    assert not ENFORCED & Permission.SEND_POLLS
    assert not (DEFAULT_ROLE | KEPT_IN_ARCHIVE | KEPT_IN_TIMEOUT) & ~ALL


def test_errors_name_permissions_as_the_wire_does() -> None:
    assert (
        wire_names(Permission.MANAGE_SERVER | Permission.BYPASS_SLOW_MODE) == "MANAGE_GUILD, BYPASS_SLOWMODE"
    )
