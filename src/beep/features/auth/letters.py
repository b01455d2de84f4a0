# ruff: noqa: RUF001 - the apostrophe of French
"""What accounts are written, in French and in English."""

from dataclasses import dataclass

from beep.features.auth.contract import LetterKind
from beep.kit.languages import Language
from beep.kit.letters import Link, as_html, as_text


@dataclass(frozen=True, slots=True)
class Written:
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class About:
    """What a letter speaks of: who, on which Beep, and, where there is one, the link and an address."""

    name: str
    place: str
    url: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class _Words:
    subject: str
    before: str
    label: str
    after: tuple[str, ...]


_FR: dict[LetterKind, _Words] = {
    "verify": _Words(
        "Confirmez votre adresse e-mail",
        "Pour entrer dans des serveurs et y parler sur {place}, confirmez que cette adresse est la vôtre.",
        "Confirmer mon adresse",
        (
            "Ce lien vaut 24 heures et ne sert qu’une fois.",
            "Vous n’avez pas créé de compte\u00a0? Ignorez cette lettre\u00a0: sans vous, rien ne se passe.",
        ),
    ),
    "change": _Words(
        "Confirmez votre nouvelle adresse e-mail",
        "Cette adresse doit devenir celle de votre compte sur {place}. Jusqu’à votre accord, rien ne change.",
        "Confirmer la nouvelle adresse",
        (
            "Ce lien vaut 24 heures et ne sert qu’une fois.",
            "Vous n’avez rien demandé\u00a0? Ignorez cette lettre.",
        ),
    ),
    "undo": _Words(
        "L’adresse e-mail de votre compte a changé",
        "L’adresse de votre compte sur {place} est maintenant {address}. Si c’est vous qui l’avez changée, "
        "vous n’avez rien à faire. Sinon, annulez\u00a0: votre adresse revient, tous les appareils sont "
        "déconnectés, et vous choisissez un nouveau mot de passe.",
        "Annuler et verrouiller mon compte",
        ("Ce lien vaut 7 jours et ne sert qu’une fois. Ne le transmettez à personne.",),
    ),
    "reset": _Words(
        "Choisissez un nouveau mot de passe",
        "Un nouveau mot de passe a été demandé pour votre compte sur {place}.",
        "Choisir un mot de passe",
        (
            "Ce lien ne sert qu’une fois, et pour peu de temps. Ne le transmettez à personne.",
            "Vous n’avez rien demandé\u00a0? Ignorez cette lettre\u00a0: votre mot de passe reste le même.",
        ),
    ),
    "taken": _Words(
        "Cette adresse est déjà celle de votre compte",
        "Quelqu’un a voulu donner votre adresse à un autre compte sur {place}. Elle reste la vôtre, et rien "
        "n’a changé. Si c’était vous, connectez-vous avec le compte de cette adresse.",
        "",
        ("Vous n’avez rien à faire.",),
    ),
    "password": _Words(
        "Votre mot de passe a changé",
        "Le mot de passe de votre compte sur {place} vient de changer, et vos autres appareils ont été "
        "déconnectés. Si ce n’était pas vous, choisissez-en un nouveau.",
        "Choisir un autre mot de passe",
        ("Si c’était vous, vous n’avez rien à faire.",),
    ),
}
_EN: dict[LetterKind, _Words] = {
    "verify": _Words(
        "Confirm your e-mail address",
        "To join servers and talk on {place}, confirm that this address is yours.",
        "Confirm my address",
        (
            "The link is good for 24 hours and works once.",
            "You did not create an account? Ignore this letter: without you, nothing happens.",
        ),
    ),
    "change": _Words(
        "Confirm your new e-mail address",
        "This address is to become that of your account on {place}. Nothing changes until you agree.",
        "Confirm the new address",
        ("The link is good for 24 hours and works once.", "You asked for nothing? Ignore this letter."),
    ),
    "undo": _Words(
        "The e-mail address of your account has changed",
        "The address of your account on {place} is now {address}. If you changed it, there is nothing to do. "
        "If not, undo it: your address comes back, all devices are signed out, and you choose a new "
        "password.",
        "Undo this and lock my account",
        ("The link is good for 7 days and works once. Give it to nobody.",),
    ),
    "reset": _Words(
        "Choose a new password",
        "A new password was asked for, for your account on {place}.",
        "Choose a password",
        (
            "The link works once, and for a short time. Give it to nobody.",
            "You asked for nothing? Ignore this letter: your password stays the same.",
        ),
    ),
    "taken": _Words(
        "This address is that of your account already",
        "Somebody wanted to give your address to another account on {place}. It stays yours, and nothing has "
        "changed. If it was you, sign in to the account of this address.",
        "",
        ("There is nothing to do.",),
    ),
    "password": _Words(
        "Your password has changed",
        "The password of your account on {place} has just changed, and your other devices were signed out. "
        "If it was not you, choose a new one.",
        "Choose another password",
        ("If it was you, there is nothing to do.",),
    ),
}
_WORDS: dict[Language, dict[LetterKind, _Words]] = {"fr": _FR, "en": _EN}
_GREETINGS: dict[Language, str] = {"fr": "Bonjour {name},", "en": "Hello {name},"}


def write(kind: LetterKind, language: Language, about: About) -> Written:
    words = _WORDS[language][kind]
    greeting = _GREETINGS[language].format(name=about.name).replace(" ,", ",")
    link = (Link(words.label, about.url),) if words.label else ()
    # Whatever a name or an address holds, it is put in after the words are chosen, and escaped in HTML.
    before = words.before.replace("{place}", about.place).replace("{address}", about.address)
    paragraphs = (greeting, before, *link, *words.after)
    html = as_html(paragraphs, title=words.subject, language=language)
    return Written(words.subject, as_text(paragraphs, language=language), html)
