# ruff: noqa: RUF001 - the apostrophe of French
"""Permissions about what is written."""

from beep.kit.permissions.entries import BOTH, Entry, Text
from beep.kit.permissions.flags import Permission

OF_MESSAGES: tuple[Entry, ...] = (
    Entry(
        Permission.SEND_MESSAGES,
        "messages",
        BOTH,
        Text("Send messages", "Envoyer des messages"),
        Text(
            "Write in channels.",
            "Écrire dans les canaux.",
        ),
    ),
    Entry(
        Permission.SEND_MESSAGES_IN_THREADS,
        "messages",
        BOTH,
        Text("Send messages in threads", "Envoyer des messages dans les fils"),
        Text(
            "Write in threads.",
            "Écrire dans les fils.",
        ),
    ),
    Entry(
        Permission.CREATE_PUBLIC_THREADS,
        "messages",
        BOTH,
        Text("Create public threads", "Créer des fils publics"),
        Text(
            "Open threads everyone in the channel sees.",
            "Ouvrir des fils visibles de tout le canal.",
        ),
    ),
    Entry(
        Permission.CREATE_PRIVATE_THREADS,
        "messages",
        BOTH,
        Text("Create private threads", "Créer des fils privés"),
        Text(
            "Open threads only those added to them see.",
            "Ouvrir des fils visibles des seules personnes ajoutées.",
        ),
    ),
    Entry(
        Permission.EMBED_LINKS,
        "messages",
        BOTH,
        Text("Preview links", "Aperçu des liens"),
        Text(
            "Have links shown with a preview.",
            "Voir ses liens affichés avec un aperçu.",
        ),
    ),
    Entry(
        Permission.ATTACH_FILES,
        "messages",
        BOTH,
        Text("Attach files", "Joindre des fichiers"),
        Text(
            "Send files and images.",
            "Envoyer des fichiers et des images.",
        ),
    ),
    Entry(
        Permission.ADD_REACTIONS,
        "messages",
        BOTH,
        Text("Add reactions", "Ajouter des réactions"),
        Text(
            "React with an emoji nobody has used on the message yet.",
            "Réagir avec un émoji que personne n’a encore mis sous le message.",
        ),
    ),
    Entry(
        Permission.USE_EXTERNAL_EMOJIS,
        "messages",
        BOTH,
        Text("Use external emojis", "Utiliser des émojis externes"),
        Text(
            "Use custom emojis of other servers.",
            "Utiliser les émojis personnalisés d’autres serveurs.",
        ),
    ),
    Entry(
        Permission.USE_EXTERNAL_STICKERS,
        "messages",
        BOTH,
        Text("Use external stickers", "Utiliser des autocollants externes"),
        Text(
            "Use stickers of other servers.",
            "Utiliser les autocollants d’autres serveurs.",
        ),
        is_enforced=False,
    ),
    Entry(
        Permission.MENTION_EVERYONE,
        "messages",
        BOTH,
        Text("Mention everyone and all roles", "Mentionner tout le monde et tous les rôles"),
        Text(
            "Notify everybody at once with @everyone, @here or any role.",
            "Prévenir tout le monde d’un coup avec @everyone, @here ou n’importe quel rôle.",
        ),
    ),
    Entry(
        Permission.MANAGE_MESSAGES,
        "messages",
        BOTH,
        Text("Manage messages", "Gérer les messages"),
        Text(
            "Delete messages of others, one by one or many at once, and their previews and reactions.",
            "Supprimer les messages des autres, un par un ou en nombre, leurs aperçus et leurs réactions.",
        ),
    ),
    Entry(
        Permission.PIN_MESSAGES,
        "messages",
        BOTH,
        Text("Pin messages", "Épingler des messages"),
        Text(
            "Pin and unpin messages.",
            "Épingler et désépingler des messages.",
        ),
    ),
    Entry(
        Permission.BYPASS_SLOW_MODE,
        "messages",
        BOTH,
        Text("Bypass slow mode", "Ignorer le mode lent"),
        Text(
            "Write without waiting where slow mode is on.",
            "Écrire sans attendre là où le mode lent est actif.",
        ),
        wire_name="BYPASS_SLOWMODE",
    ),
    Entry(
        Permission.MANAGE_THREADS,
        "messages",
        BOTH,
        Text("Manage threads", "Gérer les fils"),
        Text(
            "Rename, close, lock and delete threads, and see all private ones.",
            "Renommer, fermer, verrouiller et supprimer les fils, et voir tous les fils privés.",
        ),
    ),
    Entry(
        Permission.READ_MESSAGE_HISTORY,
        "messages",
        BOTH,
        Text("Read message history", "Lire l’historique"),
        Text(
            "Read what was written earlier.",
            "Lire ce qui a été écrit auparavant.",
        ),
    ),
    Entry(
        Permission.SEND_SPOKEN_MESSAGES,
        "messages",
        BOTH,
        Text("Send spoken messages", "Envoyer des messages lus à voix haute"),
        Text(
            "Have messages read aloud.",
            "Faire lire ses messages à voix haute.",
        ),
        is_enforced=False,
        wire_name="SEND_TTS_MESSAGES",
    ),
    Entry(
        Permission.SEND_VOICE_MESSAGES,
        "messages",
        BOTH,
        Text("Send voice messages", "Envoyer des messages vocaux"),
        Text(
            "Send recorded voice messages.",
            "Envoyer des messages vocaux enregistrés.",
        ),
        is_enforced=False,
    ),
    Entry(
        Permission.SEND_POLLS,
        "messages",
        BOTH,
        Text("Create polls", "Créer des sondages"),
        Text(
            "Ask a channel a question with answers to choose from.",
            "Poser à un canal une question avec des réponses à choisir.",
        ),
        is_enforced=False,
    ),
)
