"""The features of Beep, lowest rank first."""

from beep.features.administration.feature import FEATURE as ADMINISTRATION
from beep.features.applications.feature import FEATURE as APPLICATIONS
from beep.features.audit.feature import FEATURE as AUDIT
from beep.features.auth.feature import FEATURE as AUTH
from beep.features.authorization.feature import FEATURE as AUTHORIZATION
from beep.features.channels.feature import FEATURE as CHANNELS
from beep.features.emojis.feature import FEATURE as EMOJIS
from beep.features.factors.feature import FEATURE as FACTORS
from beep.features.friends.feature import FEATURE as FRIENDS
from beep.features.gateway.feature import FEATURE as GATEWAY
from beep.features.identities.feature import FEATURE as IDENTITIES
from beep.features.leaving.feature import FEATURE as LEAVING
from beep.features.mail.feature import FEATURE as MAIL
from beep.features.media.feature import FEATURE as MEDIA
from beep.features.messaging.feature import FEATURE as MESSAGING
from beep.features.notifications.feature import FEATURE as NOTIFICATIONS
from beep.features.previews.feature import FEATURE as PREVIEWS
from beep.features.provider.feature import FEATURE as PROVIDER
from beep.features.servers.feature import FEATURE as SERVERS
from beep.features.users.feature import FEATURE as USERS
from beep.runtime.feature import Feature

FEATURES: dict[str, Feature] = {
    feature.name: feature
    for feature in (
        AUDIT,
        USERS,
        MAIL,
        AUTH,
        FACTORS,
        ADMINISTRATION,
        IDENTITIES,
        PROVIDER,
        MEDIA,
        FRIENDS,
        SERVERS,
        CHANNELS,
        EMOJIS,
        MESSAGING,
        NOTIFICATIONS,
        PREVIEWS,
        AUTHORIZATION,
        APPLICATIONS,
        LEAVING,
        GATEWAY,
    )
}
