"""What a fact changes in a snapshot."""

from dataclasses import replace

from beep.features.servers import facts
from beep.features.servers.contract import MemberView, Snapshot
from beep.features.servers.facts import MemberChanged, MemberJoined, MemberLeft
from beep.runtime.outbox import Recorded

# What is told in a server's stream and changes nothing a snapshot holds.
_BESIDE = (
    facts.MemberBanned,
    facts.MemberUnbanned,
    facts.InviteCreated,
    facts.InviteDeleted,
    facts.OwnershipProposed,
    facts.PersonInvited,
    facts.InvitationEnded,
    facts.ServerWarned,
)


def applied(snapshot: Snapshot, recorded: Recorded) -> Snapshot | None:
    """Return the snapshot with one more fact in it, `None` if it must be read again."""
    fact, view = recorded.fact, recorded.view
    if isinstance(fact, _BESIDE):
        return replace(snapshot, seq=recorded.seq)
    if not isinstance(fact, MemberJoined | MemberChanged | MemberLeft) or not isinstance(view, MemberView):
        return None
    members = dict(snapshot.members)
    if isinstance(fact, MemberLeft):
        members.pop(fact.user_id, None)
    else:
        members[fact.user_id] = view.role_ids
    timeouts = dict(snapshot.timeouts)
    timeouts.pop(fact.user_id, None)
    if view.timed_out_until is not None and fact.user_id in members:
        timeouts[fact.user_id] = view.timed_out_until
    server = replace(snapshot.server, member_count=len(members))
    return Snapshot(server, snapshot.roles, members, recorded.seq, timeouts)
