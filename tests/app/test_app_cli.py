"""The commands: what they print, and the exit codes scripts rely on."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.worlds.letters import Sink, smtp_sink

from beep.cli import app
from beep.runtime.database import conninfo

pytestmark = pytest.mark.usefixtures("own_logging", "anyio_backend")

PARKED = """
INSERT INTO outbox.fact (stream, seq, name, payload, pending, parked_at, error)
VALUES (7, 3, 'message.created', '{', true, '2026-03-01 12:00:00+00', 'DecodeError: truncated')"""


ENTRY = """
INSERT INTO audit.entry
VALUES (7, 1, 5, '7-1', 1, 1, NULL, NULL, '[]', '{}', '', '', decode(repeat('00', 32), 'hex'), '')"""


class Command:
    """Runs `beep …` in this process, in a folder and environment of its own."""

    def __init__(self, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capfd = capfd
        self._monkeypatch = monkeypatch

    def given(self, **environment: str) -> None:
        for name, value in environment.items():
            self._monkeypatch.setenv(name, value)

    def __call__(self, *words: str, **environment: str) -> tuple[int, str, str]:
        self.given(**environment)
        code = 0
        try:
            app(list(words))
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = self._capfd.readouterr()
        return code, out, err


@pytest.fixture
def beep(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    monkeypatch.chdir(tmp_path)
    return Command(capfd, monkeypatch)


def test_good_settings_pass_the_check(beep: Command) -> None:
    code, out, _ = beep("config", "check")
    assert code == 0
    assert "are valid" in out


def test_bad_settings_fail_the_check_with_2_and_one_line_each(beep: Command) -> None:
    code, out, err = beep("config", "check", BEEP_PORT="nine", BEEP_PROT="1")
    assert (code, out) == (2, "")
    lines = err.splitlines()
    assert len(lines) == 2
    assert all(line.startswith("beep: ") for line in lines)


def test_a_command_that_needs_settings_refuses_bad_ones(beep: Command) -> None:
    assert beep("migrate", BEEP_DATABASE_POOL="0")[0] == 2


@pytest.mark.req("OBS-10")
def test_settings_are_shown_without_passwords(beep: Command) -> None:
    code, out, err = beep("config", "show", BEEP_DATABASE_URL="postgresql://beep:tulipes@db/beep")
    assert code == 0
    assert 'database_url = "postgresql://beep:***@db/beep"' in out
    assert "tulipes" not in out + err


@pytest.mark.req("OBS-10")
def test_the_mail_servers_password_is_not_shown(beep: Command) -> None:
    code, out, err = beep("config", "show", BEEP_MAIL__SMTP_PASSWORD="tulipes")
    assert code == 0
    assert 'smtp_password = "***"' in out
    assert "tulipes" not in out + err


def test_settings_are_explained_as_markdown(beep: Command) -> None:
    code, out, _ = beep("config", "docs")
    assert code == 0
    assert out.startswith("# Settings\n")


def test_an_unknown_command_is_wrong_use(beep: Command) -> None:
    assert beep("srve")[0] != 0


def test_migrations_are_printed_without_a_database(beep: Command) -> None:
    code, out, _ = beep("migrate", "--sql")
    assert code == 0
    assert "CREATE TABLE outbox.fact" in out


def test_migrating_a_database_that_is_up_to_date_succeeds(beep: Command, database_url: str) -> None:
    assert beep("migrate", BEEP_DATABASE_URL=database_url)[0] == 0


READING = (
    ("admin", "link"),
    ("admin", "list"),
    ("admin", "show", "ana"),
    ("admin", "grant", "ana"),
    ("admin", "approve", "1"),
    ("audit", "verify"),
    ("clients", "list"),
    ("clients", "add", "Wiki", "--redirect-uri", "https://wiki.example/back"),
    ("clients", "remove", "1"),
    ("facts", "parked"),
    ("facts", "unpark"),
    ("keys", "rotate"),
    ("permissions", "project"),
)


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_a_database_that_was_never_migrated_is_told_with_the_command_that_mends_it(
    beep: Command, empty_database: str, home: Path, words: tuple[str, ...]
) -> None:
    code, out, err = beep(*words, BEEP_DATABASE_URL=empty_database, BEEP_HOME=str(home))
    assert (code, out) == (1, "")
    assert err.splitlines() == [
        "beep: The database is empty or older than this Beep: run `beep migrate` first."
    ]


@pytest.mark.req("EVT-04")
def test_parked_facts_are_listed_and_fail_the_command(beep: Command, database_url: str) -> None:
    with psycopg.connect(conninfo(database_url), autocommit=True) as connection:
        connection.execute(PARKED)
    code, out, _ = beep("facts", "parked", BEEP_DATABASE_URL=database_url)
    assert code == 1
    assert "message.created 7-3: DecodeError: truncated" in out


@pytest.mark.req("F-42")
def test_parked_facts_can_be_tried_again_one_or_all(beep: Command, database_url: str) -> None:
    def parked() -> list[tuple[object, ...]]:
        return connection.execute("SELECT seq FROM outbox.fact WHERE parked_at IS NOT NULL").fetchall()

    with psycopg.connect(conninfo(database_url), autocommit=True) as connection:
        connection.execute(PARKED)
        connection.execute(PARKED.replace("7, 3", "7, 4"))
        assert beep("facts", "unpark", "7-4", "9-9", BEEP_DATABASE_URL=database_url)[1].startswith("1 ")
        assert parked() == [(3,)]
        assert beep("facts", "unpark", BEEP_DATABASE_URL=database_url)[1].startswith("1 ")
        assert parked() == []


@pytest.mark.req("F-35", "F-42")
def test_a_fact_no_process_knows_is_listed_after_a_while(beep: Command, database_url: str) -> None:
    with psycopg.connect(conninfo(database_url), autocommit=True) as connection:
        for number, age in ((1, "1 second"), (2, "2 minutes")):
            connection.execute(
                "INSERT INTO outbox.fact (stream, seq, name, payload, pending, recorded_at)"
                " VALUES (7, %s, 'poll.closed', '{}', true, now() - %s::interval)",
                (number, age),
            )
    code, out, _ = beep("facts", "parked", BEEP_DATABASE_URL=database_url)
    assert code == 1
    assert "poll.closed 7-2: waits for a process that knows it" in out
    assert "7-1" not in out


@pytest.mark.req("AUD-04")
def test_a_whole_audit_log_is_good_news_and_a_broken_one_fails_the_command(
    beep: Command, database_url: str
) -> None:
    code, out, _ = beep("audit", "verify", BEEP_DATABASE_URL=database_url)
    assert (code, out) == (0, "0 entries are what was written.\n")
    with psycopg.connect(conninfo(database_url), autocommit=True) as connection:
        connection.execute(ENTRY)
    code, out, _ = beep("audit", "verify", BEEP_DATABASE_URL=database_url)
    assert code == 1
    assert out.startswith("The log of server 7 is broken at entry 5 (position 1): ")


def test_no_parked_fact_is_good_news(beep: Command, database_url: str) -> None:
    assert beep("facts", "parked", BEEP_DATABASE_URL=database_url)[:2] == (0, "No fact is parked.\n")


# -- people's accounts ------------------------------------------------------------------------

ANA = """
INSERT INTO users.profile (user_id, username, is_bot, is_active, created_at)
VALUES (1440000000000000000, 'ana', false, true, now());
INSERT INTO users.name (key, user_id) VALUES ('ana', 1440000000000000000);
INSERT INTO auth.account (user_id, email, email_key, password_hash, global_roles, is_active, created_at)
VALUES (1440000000000000000, 'ana@example.org', 'ana@example.org', 'x', '{user}', true, now())"""


@pytest.fixture
def admin(beep: Command, database_url: str, home: Path) -> Command:
    """Return `beep` on a database where ana has an account, as the process that serves it sees it."""
    with psycopg.connect(conninfo(database_url), autocommit=True) as connection:
        connection.execute(ANA)
    beep.given(BEEP_DATABASE_URL=database_url, BEEP_HOME=str(home))
    return beep


def test_an_operator_makes_somebody_administrator(admin: Command) -> None:
    code, out, _ = admin("admin", "grant", "ana", "--reason", "the first")
    assert (code, out.split()[0], "(administrator, not verified)" in out) == (0, "ana", True)
    assert "ana@example.org" in admin("admin", "list")[1]


def test_the_last_administrator_stays_for_the_operator_too(admin: Command) -> None:
    admin("admin", "grant", "ana")
    code, _, err = admin("admin", "take", "ana")
    assert (code, "Somebody must administer" in err) == (1, True)


def test_an_operator_suspends_and_restores_by_name_id_or_email(admin: Command) -> None:
    assert "(suspended, not verified)" in admin("admin", "suspend", "ana@example.org")[1]
    assert "suspended" not in admin("admin", "restore", "1440000000000000000")[1]


def test_who_does_not_exist_fails_with_advice(admin: Command) -> None:
    code, _, err = admin("admin", "show", "nobody")
    assert (code, "Give a username, an id or a whole e-mail address" in err) == (1, True)


def test_a_link_for_the_first_administrator_is_printed_while_there_is_none(admin: Command) -> None:
    code, out, _ = admin("admin", "link")
    assert (code, "/first#" in out) == (0, True)
    admin("admin", "grant", "ana")
    code, out, _ = admin("admin", "link")
    assert (code, "already" in out) == (1, True)


# -- letters ----------------------------------------------------------------------------------

SENDING = {
    "BEEP_MAIL__SMTP_HOST": "127.0.0.1",
    "BEEP_MAIL__SMTP_SECURITY": "none",
    "BEEP_MAIL__SENDER": "beep@asso.example",
}


@pytest.fixture
def smtp() -> Iterator[tuple[Sink, int]]:
    """Serve SMTP in a thread of its own, as a command has its own loop."""
    sink, started, ended = Sink(), threading.Event(), asyncio.Event()

    async def serve() -> None:
        async with smtp_sink(sink=sink):
            started.set()
            await ended.wait()

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert started.wait(10)
    yield sink, sink.port
    loop.call_soon_threadsafe(ended.set)
    thread.join()
    loop.close()


def test_a_test_letter_is_sent_by_the_settings_in_force(beep: Command, smtp: tuple[Sink, int]) -> None:
    sink, port = smtp
    code, out, _ = beep("mail", "test", "ana@example.org", BEEP_MAIL__SMTP_PORT=str(port), **SENDING)
    assert code == 0
    assert f"127.0.0.1:{port} took a letter to ana@example.org" in out
    assert sink.arrived.get_nowait().to == "ana@example.org"


def test_a_refused_test_letter_ends_with_the_servers_words_and_advice(
    beep: Command, smtp: tuple[Sink, int]
) -> None:
    sink, port = smtp
    sink.to_sender = "553 5.7.1 not your address"
    code, out, err = beep("mail", "test", "ana@example.org", BEEP_MAIL__SMTP_PORT=str(port), **SENDING)
    assert (code, out) == (1, "")
    assert "553 5.7.1 not your address" in err
    assert "`sender`" in err


def test_a_mail_server_that_is_not_there_is_told_with_advice(beep: Command, free_tcp_port: int) -> None:
    code, _, err = beep("mail", "test", "ana@example.org", BEEP_MAIL__SMTP_PORT=str(free_tcp_port), **SENDING)
    assert code == 1
    assert "smtp_port" in err


def test_without_a_mail_server_the_test_says_what_to_set(beep: Command) -> None:
    code, _, err = beep("mail", "test", "ana@example.org")
    assert code == 1
    assert "BEEP_MAIL__SMTP_HOST" in err


def test_a_test_letter_to_no_address_is_refused(beep: Command) -> None:
    code, _, err = beep("mail", "test", "ana", **SENDING)
    assert code == 1
    assert "Not an e-mail address" in err


def test_settings_of_mail_that_contradict_each_other_are_told(beep: Command) -> None:
    code, _, err = beep("mail", "test", "ana@example.org", **{**SENDING, "BEEP_MAIL__SENDER": "Beep"})
    assert code == 1
    assert "[mail] sender" in err
