"""Letters wait until they leave, once each, whatever the mail server does meanwhile (F-30)."""

import asyncio
import logging
import shutil
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import pytest
from tests.conftest import running
from tests.fakes.clock import FakeClock
from tests.worlds.administration import administrator
from tests.worlds.communities import ok, refused, server
from tests.worlds.conversations import say
from tests.worlds.letters import Sink, letter, smtp_settings, smtp_sink
from tests.worlds.people import sign_up

from beep.app.program import Program
from beep.app.settings import Settings, load
from beep.features import mail
from beep.features.mail.keys import Seal
from beep.features.mail.sending import Sending
from beep.runtime.metrics import LETTERS

pytestmark = pytest.mark.anyio
PATIENCE_S = 30


def post(program: Program) -> mail.Mail:
    face: mail.Mail = program.face("mail")
    return face


async def rows(program: Program) -> list[dict[str, Any]]:
    async with program.database.read() as connection:
        found = await connection.exec_driver_sql("SELECT * FROM mail.letter ORDER BY id")
        return [dict(one) for one in found.mappings()]


async def tidy(program: Program, clock: FakeClock) -> None:
    """Do what is done every fifteen seconds."""
    seal = Seal(program.settings.home)
    found: Any = program.settings.sections["mail"]
    await Sending(program.database, clock, seal, found, None).tidy()


async def state(program: Program, wanted: str, key: str = "1-1") -> dict[str, Any]:
    """Wait until a letter is in a state and return its row."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            for row in await rows(program):
                if (row["key"], row["state"]) == (key, wanted):
                    return row
            await asyncio.sleep(0.02)


async def tried(program: Program, times: int = 1) -> dict[str, Any]:
    """Wait until the first letter was put back after so many tries."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            row = (await rows(program))[0]
            if row["tries"] >= times and row["error"]:
                return row
            await asyncio.sleep(0.02)


async def test_a_letter_arrives_and_what_it_said_is_forgotten(
    program: Program, sink: Sink, clock: FakeClock
) -> None:
    await post(program).queue(letter(clock))
    arrived = await sink.next()
    assert arrived.text() == "Ouvrez https://beep.test/verify#1-1\n"
    row = await state(program, "sent")
    assert (row["sealed_body"], row["error"]) == (None, None)
    assert post(program).is_sending


async def test_a_key_seen_before_is_not_sent_again(program: Program, sink: Sink, clock: FakeClock) -> None:
    await asyncio.gather(*(post(program).queue(letter(clock)) for _ in range(5)))
    await state(program, "sent")
    await post(program).queue(letter(clock, subject="Encore"))
    await post(program).queue(letter(clock, "1-2"))
    subjects = [(await sink.next()).message["Subject"] for _ in range(2)]
    assert (subjects, sink.arrived.empty()) == (["Bonjour", "Bonjour"], True)


@pytest.mark.req("OBS-10")
async def test_what_letters_say_is_neither_readable_in_the_database_nor_in_the_log(
    program: Program, sink: Sink, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    sink.to_data = "451 not now, tulipes@example.org"
    await post(program).queue(letter(clock, to="tulipes@example.org", text="https://beep.test/#geheim"))
    row = await tried(program)
    assert row["sealed_body"] is not None
    assert b"geheim" not in row["sealed_body"]
    own = " ".join(str(vars(one)) for one in caplog.records if one.name.startswith("beep"))
    assert "geheim" not in own
    assert "tulipes" not in own


@pytest.mark.req("F-30")
async def test_a_letter_refused_for_good_is_not_tried_again(
    program: Program, sink: Sink, clock: FakeClock
) -> None:
    sink.answers["ana@example.org"] = "550 5.1.1 no such mailbox"
    await post(program).queue(letter(clock))
    row = await state(program, "failed")
    assert (row["tries"], row["error"]) == (1, "550 5.1.1 no such mailbox")
    clock.move(minutes=30)
    await post(program).queue(letter(clock, "1-2", to="bob@example.org"))
    assert (await sink.next()).to == "bob@example.org"
    assert (await state(program, "failed"))["tries"] == 1


@pytest.mark.req("F-30")
async def test_a_letter_refused_for_now_is_tried_again_later(
    program: Program, sink: Sink, clock: FakeClock
) -> None:
    sink.answers["ana@example.org"] = "450 4.2.0 greylisted"
    await post(program).queue(letter(clock))
    row = await tried(program)
    assert row["next_try_at"] == clock.now() + timedelta(seconds=30)
    del sink.answers["ana@example.org"]
    clock.move(seconds=31)
    assert (await sink.next()).to == "ana@example.org"


@pytest.mark.req("F-30")
async def test_a_letter_that_is_held_up_holds_up_no_other(
    program: Program, sink: Sink, clock: FakeClock
) -> None:
    sink.answers["ana@example.org"] = "450 4.2.0 greylisted"
    await post(program).queue(letter(clock))
    await post(program).queue(letter(clock, "1-2", to="bob@example.org"))
    assert (await sink.next()).to == "bob@example.org"


@pytest.mark.req("F-30")
async def test_letters_leave_once_a_server_that_was_away_is_back(
    settings: Settings, database_url: str, clock: FakeClock, free_tcp_port: int, home: Path
) -> None:
    away = load({**smtp_settings(free_tcp_port), "BEEP_HOME": str(home)})
    away = replace(settings, sections={**settings.sections, "mail": away.sections["mail"]})
    async with running(away, database_url, clock) as program:
        for number in range(3):
            await post(program).queue(letter(clock, f"1-{number}"))
        row = await tried(program)
        assert (row["state"], row["next_try_at"]) == ("waiting", clock.now() + timedelta(seconds=30))
        clock.move(minutes=3)
        async with smtp_sink(free_tcp_port) as sink:
            keys = {(await sink.next()).text().strip()[-3:] for _ in range(3)}
    assert keys == {"1-0", "1-1", "1-2"}


@pytest.mark.req("F-30")
@pytest.mark.parametrize("environment", [{"BEEP_MAIL__CONNECTIONS": "1"}], indirect=True)
async def test_a_stuck_mail_server_slows_no_message_down(
    api: httpx2.AsyncClient, program: Program, sink: Sink, clock: FakeClock
) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    await say(ana, salon.first_channel)
    free = await _seconds(20, ana, salon.first_channel)
    sink.is_stuck = asyncio.Event()
    for number in range(40):
        await post(program).queue(letter(clock, f"1-{number}", to=f"bob{number}@example.org"))
    await sink.met.wait()
    beside = await _seconds(20, ana, salon.first_channel)
    assert sink.arrived.empty()
    sink.is_stuck.set()
    # A message that waited for the letter would wait for ever; twice as slow would be noise of the machine.
    assert beside < max(10 * free, 2.0)
    assert (await sink.next()).to.startswith("bob")


async def _seconds(count: int, who: Any, channel: int) -> float:
    began = time.perf_counter()
    for _ in range(count):
        await say(who, channel)
    return time.perf_counter() - began


@pytest.mark.req("F-30")
async def test_a_letter_nobody_wants_to_read_any_more_is_not_sent(
    program: Program, sink: Sink, clock: FakeClock
) -> None:
    sink.answers["ana@example.org"] = "450 4.2.0 greylisted"
    await post(program).queue(letter(clock))
    await tried(program)
    del sink.answers["ana@example.org"]
    clock.move(hours=1)
    await post(program).queue(letter(clock, "1-2", to="bob@example.org"))
    assert (await sink.next()).to == "bob@example.org"
    await tidy(program, clock)
    assert (await state(program, "expired"))["sealed_body"] is None


@pytest.mark.req("F-30")
@pytest.mark.parametrize("environment", [{"BEEP_MAIL__QUEUE_SIZE": "10"}], indirect=True)
async def test_a_full_queue_refuses_until_there_is_room(
    program: Program, sink: Sink, clock: FakeClock
) -> None:
    sink.to_data = "451 not now"
    for number in range(10):
        await post(program).queue(letter(clock, f"1-{number}", to=f"bob{number}@example.org"))
    with pytest.raises(mail.QueueFull):
        await post(program).queue(letter(clock, "1-10"))
    clock.move(hours=1)
    await post(program).queue(letter(clock, "1-11"))
    assert [one["state"] for one in await rows(program)] == ["expired"] * 10 + ["waiting"]


@pytest.mark.parametrize("environment", [{"BEEP_MAIL__PER_RECIPIENT_PER_HOUR": "3"}], indirect=True)
async def test_nobodys_mailbox_is_flooded(program: Program, sink: Sink, clock: FakeClock) -> None:
    for number, to in enumerate(["ana@example.org", "Ana@Example.org", "ANA@EXAMPLE.ORG"]):
        await post(program).queue(letter(clock, f"1-{number}", to=to))
        clock.move(minutes=10)
    with pytest.raises(mail.TooManyLetters) as caught:
        await post(program).queue(letter(clock, "1-3"))
    assert caught.value.retry_after_s == 30 * 60
    await post(program).queue(letter(clock, "1-4", to="bob@example.org"))
    clock.move(minutes=30, seconds=1)
    await post(program).queue(letter(clock, "1-5"))
    assert len([await sink.next() for _ in range(5)]) == 5


async def test_a_letter_interrupted_by_a_stop_is_sent_by_who_comes_next(
    settings: Settings, database_url: str, clock: FakeClock, sink: Sink
) -> None:
    sink.is_stuck = asyncio.Event()
    async with running(settings, database_url, clock) as program:
        await post(program).queue(letter(clock))
        await sink.met.wait()
    sink.is_stuck.set()
    clock.move(minutes=5)
    async with running(settings, database_url, clock) as program:
        ids = {(await sink.next()).message["Message-ID"]}
        await state(program, "sent")
    while not sink.arrived.empty():
        ids.add(sink.arrived.get_nowait().message["Message-ID"])
    # Should the first have got through all the same, both are one letter for who reads them.
    assert len(ids) == 1


async def test_two_processes_send_each_letter_once(
    settings: Settings, database_url: str, clock: FakeClock, sink: Sink
) -> None:
    async with (
        running(settings, database_url, clock) as first,
        running(settings, database_url, clock) as second,
    ):
        for number in range(20):
            program = (first, second)[number % 2]
            await post(program).queue(letter(clock, f"1-{number}", to=f"bob{number}@example.org"))
        to = [(await sink.next()).to for _ in range(20)]
        for number in range(20):
            await state(first, "sent", f"1-{number}")
    assert sorted(to) == sorted({f"bob{number}@example.org" for number in range(20)})
    assert sink.arrived.empty()


async def test_what_another_key_file_sealed_is_left_to_who_has_it(
    settings: Settings, database_url: str, clock: FakeClock, sink: Sink, tmp_path: Path
) -> None:
    shutil.copy(settings.home / "auth.key", tmp_path)
    other = replace(settings, process=msgspec.structs.replace(settings.process, home=str(tmp_path)))
    await _queued_without_smtp(other, database_url, clock)
    async with running(settings, database_url, clock) as program:
        await post(program).queue(letter(clock, "1-2", to="bob@example.org"))
        assert (await sink.next()).to == "bob@example.org"
        assert (await state(program, "waiting"))["tries"] == 0
    async with running(other, database_url, clock):
        assert (await sink.next()).to == "ana@example.org"


async def _queued_without_smtp(settings: Settings, database_url: str, clock: FakeClock) -> None:
    nothing = load({"BEEP_HOME": str(settings.home)}).sections["mail"]
    silent = replace(settings, sections={**settings.sections, "mail": nothing})
    async with running(silent, database_url, clock) as program:
        await post(program).queue(letter(clock))


async def test_letters_kept_for_administrators_leave_once_a_server_is_configured(
    settings: Settings, database_url: str, clock: FakeClock, sink: Sink
) -> None:
    await _queued_without_smtp(settings, database_url, clock)
    async with running(settings, database_url, clock):
        assert (await sink.next()).to == "ana@example.org"


async def test_letters_are_counted_and_forgotten_in_time(
    program: Program, sink: Sink, clock: FakeClock
) -> None:
    sink.answers["ana@example.org"] = "550 no"
    sink.answers["bob@example.org"] = "450 later"
    await post(program).queue(letter(clock))
    await post(program).queue(letter(clock, "1-2", to="bob@example.org"))
    await state(program, "failed")
    await tidy(program, clock)
    counts = [LETTERS.labels(one)._value.get() for one in ("waiting", "failed")]
    assert counts == [1, 1]
    clock.move(days=6)
    await tidy(program, clock)
    assert len(await rows(program)) == 2
    clock.move(days=2)
    await tidy(program, clock)
    assert await rows(program) == []


@pytest.mark.parametrize("to", ["ana", "ana@example.org\nBcc: eve@example.org", ""])
async def test_a_letter_to_no_address_is_refused(program: Program, clock: FakeClock, to: str) -> None:
    with pytest.raises(mail.BadAddress):
        await post(program).queue(letter(clock, to=to))
    assert await rows(program) == []


async def test_an_administrator_sees_why_a_letter_failed_and_tries_it_again_but_never_reads_it(
    api: httpx2.AsyncClient, program: Program, sink: Sink, clock: FakeClock
) -> None:
    zoe = await administrator(api, program)
    sink.answers["ana@example.org"] = "550 5.1.1 no such mailbox"
    await post(program).queue(letter(clock))
    await state(program, "failed")
    found = await ok(zoe, "GET", "/admin/letters")
    [shown] = [one for one in found["letters"] if one["to"] == "ana@example.org"]
    assert (found["sending"], shown["error"]) == (True, "550 5.1.1 no such mailbox")
    answer = await zoe.get(f"/admin/letters/{shown['id']}")
    assert (answer.status_code, answer.json()["key"]) == (403, "mail.letter_private")
    del sink.answers["ana@example.org"]
    await ok(zoe, "POST", f"/admin/letters/{shown['id']}/retry")
    assert (await state(program, "sent"))["error"] is None
    await refused(zoe, "POST", f"/admin/letters/{shown['id']}/retry", status=409)
