"""Settings: one file, the environment above it, and every mistake told at once with its place."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.thorough import examples

from beep.app.settings import BadSettings, Settings, kinds, load, named_sections
from beep.app.settings_text import as_markdown, as_toml


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def toml(text: str) -> Path:
    file = Path("beep.toml")
    file.write_text(text, "utf-8")
    return file


def problems(environment: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(BadSettings) as caught:
        load(environment or {})
    return caught.value.problems


def length_of(found: Settings) -> object:
    return found.sections["messaging"].max_length  # type: ignore[attr-defined]


def test_without_file_and_environment_everything_has_a_default() -> None:
    found = load({})
    assert found.file is None
    assert found.process.port == 8000
    assert length_of(found) == 2000


def test_a_file_in_the_working_folder_is_read() -> None:
    toml('port = 9000\ntrusted_proxies = ["10.0.0.0/8"]\n[messaging]\nmax_length = 500\n')
    found = load({})
    assert (found.process.port, found.process.trusted_proxies) == (9000, ("10.0.0.0/8",))
    assert length_of(found) == 500
    assert found.file == Path("beep.toml")


def test_the_environment_wins_over_the_file() -> None:
    toml("port = 9000\nlog_level = 'debug'\n[messaging]\nmax_length = 500\n")
    found = load({"BEEP_PORT": "9001", "BEEP_MESSAGING__MAX_LENGTH": "501", "PATH": "/bin"})
    assert (found.process.port, length_of(found), found.process.log_level) == (9001, 501, "debug")


def test_another_file_may_be_named() -> None:
    Path("other.toml").write_text("port = 7000\n")
    assert load({"BEEP_CONFIG": "other.toml"}).process.port == 7000


def test_a_named_file_must_be_there() -> None:
    assert problems({"BEEP_CONFIG": "gone.toml"}) == ["gone.toml: there is no such file"]


def test_lists_are_separated_by_commas_in_the_environment() -> None:
    found = load({"BEEP_TRUSTED_PROXIES": "10.0.0.0/8, fd00::/8,", "BEEP_ALLOWED_ORIGINS": ""})
    assert found.process.trusted_proxies == ("10.0.0.0/8", "fd00::/8")
    assert found.process.allowed_origins == ()


@pytest.mark.parametrize(("word", "value"), [("true", True), ("false", False), ("1", True), ("0", False)])
def test_a_switch_is_read_from_words(word: str, value: bool) -> None:
    found = load({"BEEP_USERS__ASCII_USERNAMES_ONLY": word})
    assert found.sections["users"].ascii_usernames_only is value  # type: ignore[attr-defined]


def test_every_bad_value_is_told_with_its_place() -> None:
    toml("port = 70000\nlog_level = 'loud'\n[messaging]\nmax_length = 0\nbatch = 'many'\n")
    told = problems({"BEEP_AUTH__ARGON2_LANES": "many"})
    places = [
        "port: ",
        "log_level: ",
        "[messaging] max_length: ",
        "[messaging] batch: ",
        "[auth] argon2_lanes: ",
    ]
    assert len(told) == len(places)
    for place in places:
        assert any(one.startswith(place) for one in told), place


def test_unknown_keys_are_refused_with_their_place() -> None:
    toml("prot = 1\n[messaging]\nmax_lenght = 5\n[mesaging]\nmax_length = 5\n")
    told = problems({"BEEP_PROT": "1", "BEEP_MESSAGING__MAX_LENGHT": "1", "BEEP_NOBODY__KEY": "1"})
    starts = ["prot:", "[messaging] max_lenght:", "[mesaging]:", "BEEP_PROT:"]
    starts += ["BEEP_MESSAGING__MAX_LENGHT:", "BEEP_NOBODY__KEY:"]
    for start in starts:
        assert any(one.startswith(start) for one in told), start


@pytest.mark.parametrize("text", ["messaging = 3\n", "messaging = []\n", "[port]\nx = 1\n"])
def test_a_value_where_a_section_belongs_is_told_and_breaks_nothing(text: str) -> None:
    toml(text)
    assert problems({"BEEP_MESSAGING__MAX_LENGTH": "5"})


def test_a_file_that_is_no_toml_is_told_with_its_line() -> None:
    toml("port = \n")
    [told] = problems()
    assert told.startswith("beep.toml: ")
    assert "line 1" in told


def test_a_file_that_is_no_text_is_told() -> None:
    Path("beep.toml").write_bytes(b"\xff\xfe")
    assert problems()[0].startswith("beep.toml: ")


@hypothesis_settings(deadline=None, max_examples=examples(40))
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30), st.integers(1, 16_000))
def test_what_is_shown_can_be_read_back(environment: str, length: int) -> None:
    values = {"BEEP_ENVIRONMENT": environment, "BEEP_MESSAGING__MAX_LENGTH": str(length)}
    found = load({**values, "BEEP_TRUSTED_PROXIES": "10.0.0.0/8"})
    toml(as_toml(found))
    read = load({})
    Path("beep.toml").unlink()
    assert (read.process, read.sections) == (found.process, found.sections)


@pytest.mark.req("OBS-10")
@pytest.mark.parametrize(
    "url",
    [
        "postgresql://beep:tulipes@db/beep",
        "postgresql://beep:tul@ipes@db/beep",
        "postgresql://beep:tulipes/2@db/beep",
        "redis://:tulipes@cache:6379/0",
        "postgresql://db/beep?user=beep&password=tulipes&sslmode=require",
    ],
)
def test_a_password_inside_an_address_is_never_shown(url: str) -> None:
    shown = as_toml(load({"BEEP_DATABASE_URL": url, "BEEP_BUS_URL": url}))
    assert "tul" not in shown
    assert "ipes" not in shown
    assert "***" in shown


def test_an_address_without_a_password_is_shown_whole() -> None:
    url = "postgresql://beep@db/beep?host=/run/pg"
    assert url in as_toml(load({"BEEP_DATABASE_URL": url}))


def test_every_setting_is_explained() -> None:
    text = as_markdown()
    for name, kind in kinds().items():
        assert f"## [{name}]" in text
        for key in set(kind.__struct_fields__) - set(named_sections(kind)):
            row = next(one for one in text.splitlines() if f"`BEEP_{name.upper()}__{key.upper()}`" in one)
            assert len(row.split("|")[-2].strip()) > 10, f"{name}.{key} says nothing"
    assert "| `port` | `BEEP_PORT` | `8000` | ≥ 0 ≤ 65535 |" in text


def test_the_home_is_an_absolute_folder(tmp_path: Path) -> None:
    assert load({"BEEP_HOME": "data"}).home == (tmp_path / "data").resolve()
