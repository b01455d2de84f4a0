"""The wiring of mail."""

from beep.features import users
from beep.features.mail.jobs import FORGET_PERSON, MailJobs
from beep.features.mail.keys import Seal
from beep.features.mail.routes import LetterRoutes
from beep.features.mail.sending import Sending
from beep.features.mail.service import MailService
from beep.features.mail.settings import MailSettings
from beep.features.mail.smtp import Smtp
from beep.runtime.feature import Built, Feature, Reaction, Runtime
from beep.runtime.http import routes_of


def build(runtime: Runtime, settings: MailSettings) -> Built:
    seal = Seal(runtime.home)
    smtp = Smtp(settings) if settings.smtp_host else None
    sending = Sending(runtime.database, runtime.clock, seal, settings, smtp)
    service = MailService(runtime, settings, seal, sending.wake)

    async def tend() -> None:
        sending.start(runtime.tasks)

    return Built(
        face=service,
        routes=routes_of(LetterRoutes(service)),
        start=seal.start,
        tend=tend,
        work={FORGET_PERSON: MailJobs(service).forget_person},
    )


FEATURE = Feature(
    name="mail",
    build=build,
    settings=MailSettings,
    reactions=(Reaction(users.PersonErased, FORGET_PERSON),),
)
