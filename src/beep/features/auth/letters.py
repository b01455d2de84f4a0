# ruff: noqa: RUF001 - the apostrophe of French
"""What accounts are written, in French and in English."""

from dataclasses import dataclass

from beep.features.auth.contract import LetterKind, PlaceView
from beep.kit.languages import Language
from beep.kit.letters import Link, as_html, as_text


@dataclass(frozen=True, slots=True)
class Written:
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Where:
    """A network address, and where that is as far as one knows."""

    ip: str
    place: PlaceView

    def told(self, language: Language) -> str:
        if self.place.is_local:
            return f"{_HERE[language]} ({self.ip})"
        city = self.place.city.get(language) or self.place.city.get("en") or ""
        known = ", ".join(one for one in (city, self.place.country) if one)
        return f"{known} ({self.ip})" if known else self.ip


@dataclass(frozen=True, slots=True)
class About:
    """What a letter speaks of: who, on which Beep, and, where there is one, the link and an address.

    Notices say `what` it is about, a device or the name of a passkey, `where` and when.
    """

    name: str
    place: str
    url: str = ""
    address: str = ""
    what: str = ""
    where: Where | None = None
    at: str = ""


@dataclass(frozen=True, slots=True)
class _Words:
    subject: str
    before: str
    label: str
    after: tuple[str, ...]


_IF_YOU_FR = "Si c’était vous, vous n’avez rien à faire."
_IF_NOT_FR = "Sinon, choisissez un autre mot de passe, et retirez ce qui n’est pas à vous."
_SECURITY_FR = "Voir la sécurité de mon compte"
_IF_YOU_EN = "If it was you, there is nothing to do."
_IF_NOT_EN = "If not, choose another password, and remove what is not yours."
_SECURITY_EN = "Show the security of my account"
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
        (_IF_YOU_FR,),
    ),
    "device": _Words(
        "Nouvelle connexion à votre compte",
        "Quelqu’un s’est connecté à votre compte sur {place} avec {what}, depuis {where}, le {at}.",
        "Voir mes sessions",
        (_IF_YOU_FR, "Sinon, mettez fin à cette session et choisissez un autre mot de passe."),
    ),
    "second_step": _Words(
        "Quelqu’un connaît peut-être votre mot de passe",
        "Le mot de passe de votre compte sur {place} a été donné, puis plusieurs codes faux. Personne n’est "
        "entré. Si ce n’était pas vous, choisissez un autre mot de passe.",
        "Choisir un autre mot de passe",
        (_IF_YOU_FR,),
    ),
    "totp_added": _Words(
        "Une application d’authentification protège votre compte",
        "Une application d’authentification a été ajoutée à votre compte sur {place}.",
        _SECURITY_FR,
        (_IF_YOU_FR, _IF_NOT_FR),
    ),
    "totp_removed": _Words(
        "L’application d’authentification de votre compte a été retirée",
        "L’application d’authentification a été retirée de votre compte sur {place}.",
        _SECURITY_FR,
        (_IF_YOU_FR, _IF_NOT_FR),
    ),
    "identity_linked": _Words(
        "Un moyen de connexion a été ajouté à votre compte",
        "On peut désormais se connecter à votre compte sur {place} avec «\u00a0{what}\u00a0».",
        "Voir mes moyens de connexion",
        (_IF_YOU_FR, _IF_NOT_FR),
    ),
    "identity_unlinked": _Words(
        "Un moyen de connexion de votre compte a été retiré",
        "On ne peut plus se connecter à votre compte sur {place} avec «\u00a0{what}\u00a0».",
        "Voir mes moyens de connexion",
        (_IF_YOU_FR, _IF_NOT_FR),
    ),
    "passkey_added": _Words(
        "Une clé d’accès ouvre votre compte",
        "La clé d’accès «\u00a0{what}\u00a0» a été ajoutée à votre compte sur {place}.",
        _SECURITY_FR,
        (_IF_YOU_FR, _IF_NOT_FR),
    ),
    "passkey_removed": _Words(
        "Une clé d’accès de votre compte a été retirée",
        "La clé d’accès «\u00a0{what}\u00a0» a été retirée de votre compte sur {place}.",
        _SECURITY_FR,
        (_IF_YOU_FR, _IF_NOT_FR),
    ),
    "passkey_suspected": _Words(
        "Une clé d’accès de votre compte a peut-être été copiée",
        "La clé d’accès «\u00a0{what}\u00a0» de votre compte sur {place} vient d’être refusée\u00a0: son "
        "compteur est revenu en arrière, comme le ferait celui d’une copie.",
        _SECURITY_FR,
        ("Retirez cette clé d’accès, et créez-en une autre.",),
    ),
    "codes_made": _Words(
        "De nouveaux codes de secours pour votre compte",
        "De nouveaux codes de secours ont été créés pour votre compte sur {place}. Les précédents ne valent "
        "plus rien.",
        _SECURITY_FR,
        (_IF_YOU_FR, _IF_NOT_FR),
    ),
    "code_used": _Words(
        "Un code de secours a ouvert votre compte",
        "Un code de secours a servi à se connecter à votre compte sur {place}. Il vous en reste {what}.",
        _SECURITY_FR,
        (_IF_YOU_FR, _IF_NOT_FR),
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
        (_IF_YOU_EN,),
    ),
    "device": _Words(
        "A new sign-in to your account",
        "Somebody signed in to your account on {place} with {what}, from {where}, at {at}.",
        "Show my sessions",
        (_IF_YOU_EN, "If not, end that session and choose another password."),
    ),
    "second_step": _Words(
        "Somebody may know your password",
        "The password of your account on {place} was given, and then several wrong codes. Nobody came in. If "
        "it was not you, choose another password.",
        "Choose another password",
        (_IF_YOU_EN,),
    ),
    "totp_added": _Words(
        "An authenticator app protects your account",
        "An authenticator app was added to your account on {place}.",
        _SECURITY_EN,
        (_IF_YOU_EN, _IF_NOT_EN),
    ),
    "totp_removed": _Words(
        "The authenticator app of your account was removed",
        "The authenticator app was removed from your account on {place}.",
        _SECURITY_EN,
        (_IF_YOU_EN, _IF_NOT_EN),
    ),
    "identity_linked": _Words(
        "A way to sign in was added to your account",
        "One can sign in to your account on {place} with “{what}” from now on.",
        "See my sign-in methods",
        (_IF_YOU_EN, _IF_NOT_EN),
    ),
    "identity_unlinked": _Words(
        "A way to sign in was removed from your account",
        "One cannot sign in to your account on {place} with “{what}” any more.",
        "See my sign-in methods",
        (_IF_YOU_EN, _IF_NOT_EN),
    ),
    "passkey_added": _Words(
        "A passkey opens your account",
        "The passkey “{what}” was added to your account on {place}.",
        _SECURITY_EN,
        (_IF_YOU_EN, _IF_NOT_EN),
    ),
    "passkey_removed": _Words(
        "A passkey of your account was removed",
        "The passkey “{what}” was removed from your account on {place}.",
        _SECURITY_EN,
        (_IF_YOU_EN, _IF_NOT_EN),
    ),
    "passkey_suspected": _Words(
        "A passkey of your account may have been copied",
        "The passkey “{what}” of your account on {place} has just been refused: its counter went backwards, "
        "as that of a copy would.",
        _SECURITY_EN,
        ("Remove this passkey, and create another one.",),
    ),
    "codes_made": _Words(
        "New recovery codes for your account",
        "New recovery codes were made for your account on {place}. Those before are good no more.",
        _SECURITY_EN,
        (_IF_YOU_EN, _IF_NOT_EN),
    ),
    "code_used": _Words(
        "A recovery code opened your account",
        "A recovery code was used to sign in to your account on {place}. Codes left: {what}.",
        _SECURITY_EN,
        (_IF_YOU_EN, _IF_NOT_EN),
    ),
}
_WORDS: dict[Language, dict[LetterKind, _Words]] = {"fr": _FR, "en": _EN}
_HERE: dict[Language, str] = {"fr": "ce réseau", "en": "this network"}
_UNKNOWN: dict[Language, str] = {"fr": "un programme inconnu", "en": "an unknown program"}
_GREETINGS: dict[Language, str] = {"fr": "Bonjour {name},", "en": "Hello {name},"}


def write(kind: LetterKind, language: Language, about: About) -> Written:
    words = _WORDS[language][kind]
    greeting = _GREETINGS[language].format(name=about.name).replace(" ,", ",")
    link = (Link(words.label, about.url),) if words.label else ()
    # Whatever a name or an address holds, it is put in at once, read no further, and escaped in HTML.
    before = words.before.format(
        place=about.place,
        address=about.address,
        what=about.what or _UNKNOWN[language],
        where=about.where.told(language) if about.where else "",
        at=about.at,
    )
    paragraphs = (greeting, before, *link, *words.after)
    html = as_html(paragraphs, title=words.subject, language=language)
    return Written(words.subject, as_text(paragraphs, language=language), html)
