# ruff: noqa: RUF001 - the apostrophe of French
"""Permissions about a server, its people and what surrounds them."""

from beep.kit.permissions.entries import BOTH, SERVER, Entry, Text
from beep.kit.permissions.flags import Permission

OF_SERVERS: tuple[Entry, ...] = (
    Entry(
        Permission.VIEW_CHANNEL,
        "general",
        BOTH,
        Text("View channels", "Voir les canaux"),
        Text(
            "See channels and who is in them. Without it nothing else in a channel is possible.",
            "Voir les canaux et qui s’y trouve. Sans elle, rien d’autre n’est possible dans un canal.",
        ),
    ),
    Entry(
        Permission.MANAGE_CHANNELS,
        "general",
        BOTH,
        Text("Manage channels", "Gérer les canaux"),
        Text(
            "Create, change, order and delete channels and categories.",
            "Créer, modifier, ordonner et supprimer canaux et catégories.",
        ),
    ),
    Entry(
        Permission.MANAGE_ROLES,
        "general",
        BOTH,
        Text("Manage roles", "Gérer les rôles"),
        Text(
            "Manage and give roles below one's own, and set overrides, within the rights one has.",
            "Gérer et donner les rôles sous le sien, régler les exceptions, dans la limite de ses droits.",
        ),
    ),
    Entry(
        Permission.MANAGE_EXPRESSIONS,
        "general",
        SERVER,
        Text("Manage expressions", "Gérer les expressions"),
        Text(
            "Change and delete anyone's custom emojis.",
            "Modifier et supprimer les émojis personnalisés de tous.",
        ),
        wire_name="MANAGE_GUILD_EXPRESSIONS",
    ),
    Entry(
        Permission.CREATE_EXPRESSIONS,
        "general",
        SERVER,
        Text("Create expressions", "Créer des expressions"),
        Text(
            "Add custom emojis, and change or delete one's own.",
            "Ajouter des émojis personnalisés, modifier ou supprimer les siens.",
        ),
        wire_name="CREATE_GUILD_EXPRESSIONS",
    ),
    Entry(
        Permission.VIEW_AUDIT_LOG,
        "general",
        SERVER,
        Text("View the audit log", "Voir le journal d’audit"),
        Text(
            "Read who changed what in this server, and what was refused.",
            "Lire qui a changé quoi dans ce serveur, et ce qui a été refusé.",
        ),
    ),
    Entry(
        Permission.VIEW_SERVER_INSIGHTS,
        "general",
        SERVER,
        Text("View insights", "Voir les statistiques"),
        Text(
            "See figures about this server.",
            "Voir les chiffres de ce serveur.",
        ),
        is_enforced=False,
        wire_name="VIEW_GUILD_INSIGHTS",
    ),
    Entry(
        Permission.MANAGE_WEBHOOKS,
        "general",
        BOTH,
        Text("Manage webhooks", "Gérer les webhooks"),
        Text(
            "Create, change and delete webhooks.",
            "Créer, modifier et supprimer les webhooks.",
        ),
        is_enforced=False,
    ),
    Entry(
        Permission.MANAGE_SERVER,
        "general",
        SERVER,
        Text("Manage the server", "Gérer le serveur"),
        Text(
            "Change the server's name, icon and settings, see all invites, add bots.",
            "Modifier nom, icône et réglages du serveur, voir toutes les invitations, ajouter des bots.",
        ),
        wire_name="MANAGE_GUILD",
    ),
    Entry(
        Permission.CREATE_INVITE,
        "members",
        BOTH,
        Text("Create invites", "Créer des invitations"),
        Text(
            "Invite new people to this server.",
            "Inviter de nouvelles personnes dans ce serveur.",
        ),
        wire_name="CREATE_INSTANT_INVITE",
    ),
    Entry(
        Permission.CHANGE_NICKNAME,
        "members",
        SERVER,
        Text("Change nickname", "Changer de pseudo"),
        Text(
            "Choose one's own nickname in this server.",
            "Choisir son propre pseudo dans ce serveur.",
        ),
    ),
    Entry(
        Permission.MANAGE_NICKNAMES,
        "members",
        SERVER,
        Text("Manage nicknames", "Gérer les pseudos"),
        Text(
            "Change the nicknames of members below oneself.",
            "Modifier le pseudo des membres placés sous soi.",
        ),
    ),
    Entry(
        Permission.KICK_MEMBERS,
        "members",
        SERVER,
        Text("Kick members", "Exclure des membres"),
        Text(
            "Remove members below oneself. They may come back with an invite.",
            "Retirer des membres placés sous soi. Ils peuvent revenir avec une invitation.",
        ),
    ),
    Entry(
        Permission.BAN_MEMBERS,
        "members",
        SERVER,
        Text("Ban members", "Bannir des membres"),
        Text(
            "Remove people for good, and lift bans.",
            "Retirer des personnes définitivement, et lever les bannissements.",
        ),
    ),
    Entry(
        Permission.MODERATE_MEMBERS,
        "members",
        SERVER,
        Text("Time out members", "Mettre des membres en sourdine"),
        Text(
            "Stop members below oneself from writing and reacting for a while.",
            "Empêcher un temps les membres placés sous soi d’écrire et de réagir.",
        ),
    ),
)
