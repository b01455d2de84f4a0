# ruff: noqa: RUF001 - the apostrophe of French
"""Permissions about voices, applications and events, and the one above all."""

from beep.kit.permissions.entries import BOTH, SERVER, Entry, Text
from beep.kit.permissions.flags import Permission

OF_OTHERS: tuple[Entry, ...] = (
    Entry(
        Permission.CONNECT,
        "voice",
        BOTH,
        Text("Connect", "Se connecter"),
        Text(
            "Join voice channels.",
            "Rejoindre les canaux vocaux.",
        ),
        is_enforced=False,
    ),
    Entry(
        Permission.SPEAK,
        "voice",
        BOTH,
        Text("Speak", "Parler"),
        Text(
            "Speak in voice channels.",
            "Parler dans les canaux vocaux.",
        ),
        is_enforced=False,
    ),
    Entry(
        Permission.STREAM,
        "voice",
        BOTH,
        Text("Video", "Vidéo"),
        Text(
            "Share one's camera or screen.",
            "Partager sa caméra ou son écran.",
        ),
        is_enforced=False,
    ),
    Entry(
        Permission.PRIORITY_SPEAKER,
        "voice",
        BOTH,
        Text("Priority speaker", "Voix prioritaire"),
        Text(
            "Be heard above others.",
            "Être entendu par-dessus les autres.",
        ),
        is_enforced=False,
    ),
    Entry(
        Permission.MUTE_MEMBERS,
        "voice",
        BOTH,
        Text("Mute members", "Rendre muets des membres"),
        Text(
            "Mute others in voice channels.",
            "Couper le micro des autres dans les canaux vocaux.",
        ),
        is_enforced=False,
    ),
    Entry(
        Permission.DEAFEN_MEMBERS,
        "voice",
        BOTH,
        Text("Deafen members", "Rendre sourds des membres"),
        Text(
            "Deafen others in voice channels.",
            "Couper le son des autres dans les canaux vocaux.",
        ),
        is_enforced=False,
    ),
    Entry(
        Permission.MOVE_MEMBERS,
        "voice",
        BOTH,
        Text("Move members", "Déplacer des membres"),
        Text(
            "Move others between voice channels.",
            "Déplacer les autres d’un canal vocal à l’autre.",
        ),
        is_enforced=False,
    ),
    Entry(
        Permission.USE_VOICE_ACTIVITY,
        "voice",
        BOTH,
        Text("Use voice activity", "Utiliser la détection de la voix"),
        Text(
            "Speak without holding a key.",
            "Parler sans maintenir une touche.",
        ),
        is_enforced=False,
        wire_name="USE_VAD",
    ),
    Entry(
        Permission.REQUEST_TO_SPEAK,
        "voice",
        BOTH,
        Text("Ask to speak", "Demander la parole"),
        Text(
            "Ask to speak on a stage.",
            "Demander la parole sur une scène.",
        ),
        is_enforced=False,
    ),
    Entry(
        Permission.SET_VOICE_STATUS,
        "voice",
        BOTH,
        Text("Set the voice status", "Définir le statut vocal"),
        Text(
            "Say what a voice channel is about at the moment.",
            "Dire de quoi parle un canal vocal en ce moment.",
        ),
        is_enforced=False,
        wire_name="SET_VOICE_CHANNEL_STATUS",
    ),
    Entry(
        Permission.USE_SOUNDBOARD,
        "voice",
        BOTH,
        Text("Use the soundboard", "Utiliser la boîte à sons"),
        Text(
            "Play sounds in voice channels.",
            "Jouer des sons dans les canaux vocaux.",
        ),
        is_enforced=False,
    ),
    Entry(
        Permission.USE_EXTERNAL_SOUNDS,
        "voice",
        BOTH,
        Text("Use external sounds", "Utiliser des sons externes"),
        Text(
            "Play sounds of other servers.",
            "Jouer les sons d’autres serveurs.",
        ),
        is_enforced=False,
    ),
    Entry(
        Permission.USE_APPLICATION_COMMANDS,
        "applications",
        BOTH,
        Text("Use commands", "Utiliser les commandes"),
        Text(
            "Use the commands of bots.",
            "Utiliser les commandes des bots.",
        ),
        is_enforced=False,
    ),
    Entry(
        Permission.USE_EMBEDDED_ACTIVITIES,
        "applications",
        BOTH,
        Text("Use activities", "Utiliser les activités"),
        Text(
            "Start activities inside channels.",
            "Lancer des activités dans les canaux.",
        ),
        is_enforced=False,
    ),
    Entry(
        Permission.USE_EXTERNAL_APPS,
        "applications",
        BOTH,
        Text("Use external apps", "Utiliser des applications externes"),
        Text(
            "Use applications that are not in this server.",
            "Utiliser des applications absentes de ce serveur.",
        ),
        is_enforced=False,
    ),
    Entry(
        Permission.CREATE_EVENTS,
        "events",
        BOTH,
        Text("Create events", "Créer des événements"),
        Text(
            "Create events, and change or delete one's own.",
            "Créer des événements, modifier ou supprimer les siens.",
        ),
        is_enforced=False,
    ),
    Entry(
        Permission.MANAGE_EVENTS,
        "events",
        BOTH,
        Text("Manage events", "Gérer les événements"),
        Text(
            "Change and delete anyone's events.",
            "Modifier et supprimer les événements de tous.",
        ),
        is_enforced=False,
    ),
    Entry(
        Permission.VIEW_MONETIZATION,
        "advanced",
        SERVER,
        Text("View monetization", "Voir la monétisation"),
        Text(
            "See figures about income.",
            "Voir les chiffres des revenus.",
        ),
        is_enforced=False,
        wire_name="VIEW_CREATOR_MONETIZATION_ANALYTICS",
    ),
    Entry(
        Permission.ADMINISTRATOR,
        "advanced",
        SERVER,
        Text("Administrator", "Administrateur"),
        Text(
            "May do everything everywhere in this server, whatever overrides say. Give it to few.",
            "Peut tout partout dans ce serveur, quoi que disent les exceptions. À donner à peu de personnes.",
        ),
    ),
)
