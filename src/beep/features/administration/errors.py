"""What administration refuses."""

from beep.kit.errors import Conflict, Forbidden, NotFound


class PersonNotFound(NotFound):
    """There is no such person. Give a username, an id or a whole e-mail address."""

    wire_code = 10013


class NotForYou(NotFound):
    """There is nothing to administer here for you."""


class OneselfActedOn(Conflict):
    """You cannot do this to your own account. Ask another administrator."""


class ActsOnAdministrator(Conflict):
    """That person administers too. Propose to take the role away first: two administrators decide that."""


class ProposalNotFound(NotFound):
    """There is no such proposal, or it has been decided."""


class AlreadyProposed(Conflict):
    """Something is already proposed for this person. Decide that first."""


class NothingToChange(Conflict):
    """That person already is what you propose."""


class SecondPersonNeeded(Forbidden):
    """Another administrator must agree. Where there is none, the operator does: `beep admin approve`."""


class LinkOver(NotFound):
    """The link is of no more use. Make a new one with `beep admin link`."""
