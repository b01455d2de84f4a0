"""Sections of providers: each mistake names its key and how to mend it; secrets are never shown."""

from pathlib import Path

import pytest

from beep.app.settings import BadSettings, load
from beep.app.settings_text import as_markdown, as_toml
from beep.features.identities.settings import IdentitiesSettings, ProviderSettings

pytestmark = pytest.mark.req("AUTH-20")
GOOGLE = {"preset": "google", "client_id": "beep"}
CAMPUS = {"preset": "keycloak", "issuer": "https://sso.example.org/realms/campus", "client_id": "beep"}
SCHOOL = {"preset": "polytech", "url": "ldaps://ldap.example.org", "dn_template": "uid={username},dc=example"}


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _env(name: str = "campus", **values: str) -> dict[str, str]:
    return {f"BEEP_IDENTITIES__PROVIDERS__{name.upper()}__{key.upper()}": one for key, one in values.items()}


def _found(environment: dict[str, str]) -> dict[str, ProviderSettings]:
    section = load(environment).sections["identities"]
    assert isinstance(section, IdentitiesSettings)
    return section.providers


def _problems(environment: dict[str, str]) -> list[str]:
    with pytest.raises(BadSettings) as caught:
        load(environment)
    return caught.value.problems


def test_any_number_of_providers_is_read_from_the_file_and_the_environment() -> None:
    Path("beep.toml").write_text(
        '[identities]\ntimeout_s = 2\n[identities.providers.google]\npreset = "google"\nclient_id = "beep"\n'
        '[identities.providers.campus]\nissuer = "https://a.example"\nclient_id = "b"\nscopes = ["openid"]\n'
    )
    found = _found({**_env(client_id="beep-2"), **_env("school", **SCHOOL)})
    assert list(found) == ["google", "campus", "school"]
    assert (found["campus"].client_id, found["campus"].scopes) == ("beep-2", ("openid",))
    assert found["school"].is_directory


def test_presets_set_what_is_left_empty() -> None:
    google = _found(_env("google", **GOOGLE))["google"].in_force("google")
    assert (google.label, google.icon, google.issuer) == ("Google", "google", "https://accounts.google.com")
    school = _found(_env("school", **SCHOOL, label="Polytech Lyon"))["school"].in_force("school")
    assert (school.label, school.icon, school.issuer) == ("Polytech Lyon", "school", "ldap:school")
    campus = _found(_env(**CAMPUS))["campus"].in_force("campus")
    assert (campus.label, campus.username_claim) == ("campus", "preferred_username")


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"client_id": "beep"}, "issuer"),
        ({"issuer": "https://a.example"}, "client_id"),
        ({**CAMPUS, "issuer": "http://a.example"}, "issuer"),
        ({**CAMPUS, "issuer": "https://a.example/?x"}, "issuer"),
        ({**CAMPUS, "issuer": "https://me:secret@a.example"}, "issuer"),
        ({**CAMPUS, "issuer": "a.example"}, "issuer"),
        ({**CAMPUS, "scopes": "email"}, "scopes"),
        ({**CAMPUS, "ca_file": "gone.pem"}, "ca_file"),
        ({**CAMPUS, "allowed_domains": "@example.org"}, "allowed_domains"),
        ({**CAMPUS, "preset": "facebook"}, "preset"),
        ({**CAMPUS, "icon": "skull"}, "icon"),
        ({**CAMPUS, "secret": "x"}, "BEEP_IDENTITIES__PROVIDERS__CAMPUS__SECRET"),
        ({**SCHOOL, "url": "https://ldap.example.org"}, "url"),
        ({**SCHOOL, "url": ""}, "url"),
        ({**SCHOOL, "dn_template": ""}, "dn_template"),
        ({**SCHOOL, "dn_template": "uid=someone"}, "dn_template"),
        ({**SCHOOL, "search_base": "dc=example"}, "dn_template"),
        ({**SCHOOL, "dn_template": "", "search_base": "dc=x", "search_filter": "(a=b)"}, "search_filter"),
        ({**SCHOOL, "search_filter": "(uid={username}"}, "search_filter"),
        ({**SCHOOL, "bind_dn": "cn=beep"}, "bind_password"),
    ],
)
def test_a_mistake_names_its_key(values: dict[str, str], key: str) -> None:
    (told,) = _problems(_env(**values))
    assert told.startswith(key if key.startswith("BEEP") else f"[identities.providers.campus] {key}: ")


@pytest.mark.parametrize("name", ["Campus", "1st", "a b", "a--b", "a.b", "x" * 33, "-a", ""])
def test_a_name_fits_addresses_and_variables(name: str) -> None:
    Path("beep.toml").write_text(f'[identities.providers."{name}"]\npreset = "google"\nclient_id = "b"\n')
    (told,) = _problems({})
    assert told.startswith("[identities.providers")


@pytest.mark.parametrize("value", ["3", "[]", '"google"', "{ google = 3 }"])
def test_what_is_no_section_is_told(value: str) -> None:
    Path("beep.toml").write_text(f"[identities]\nproviders = {value}\n")
    assert _problems({})[0].startswith("[identities.providers")


def test_two_sections_are_not_one_provider() -> None:
    told = _problems({**_env(**CAMPUS), **_env("again", **CAMPUS)})
    assert told[0].startswith("[identities] providers: ")


def test_secrets_are_not_shown() -> None:
    values = {**CAMPUS, "client_secret": "tulipes"}
    bound = {**SCHOOL, "bind_dn": "cn=beep", "bind_password": "tulipes"}
    text = as_toml(load({**_env(**values), **_env("school", **bound)}))
    assert "tulipes" not in text
    assert '[identities.providers.campus]\npreset = "keycloak"' in text
    assert 'client_secret = "***"' in text
    assert 'bind_password = "***"' in text


def test_what_is_shown_can_be_read_back() -> None:
    found = load({**_env(**CAMPUS), **_env("school", **SCHOOL)})
    Path("beep.toml").write_text(as_toml(found))
    assert load({}).sections["identities"] == found.sections["identities"]


def test_each_key_is_explained_with_its_variable() -> None:
    text = as_markdown()
    assert "## [identities.providers.<name>]" in text
    for key in ProviderSettings.__struct_fields__:
        row = next(
            one for one in text.splitlines() if f"`BEEP_IDENTITIES__PROVIDERS__<NAME>__{key.upper()}`" in one
        )
        assert len(row.split("|")[-2].strip()) > 10
