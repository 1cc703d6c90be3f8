"""What agencies that are invited to a conference do: they say whether they come, propose, and report what they did."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.cases.bound import LEAD
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import Refused

from . import access, events
from .actions import refuse_unless, tell_of, tell_their_agency
from .models import AgendaItem, AgreedAction, Conference, InvitationAnswer, Participant
from .states import Coming, State


def ask(conference_id: UUID, participant_id: UUID, *, by: Actor, at: datetime) -> Conference:
    """Invite the agency of somebody who was added before it took part in the case. Once more does nothing.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does nothing with conferences.
    :raises TransitionRefused: it was held or cancelled.
    :raises Refused: the agency does not take part in the case.
    """
    conference = access.conference_to_change(by, conference_id)
    guest = fetch(access.participants_of(by, conference_id), pk=participant_id)
    refuse_unless(conference, State.PLANNED)
    if guest.asked_at is not None:
        return conference
    if not tell_their_agency(conference, guest, by=by, at=at):
        raise Refused(_("Their agency does not take part in this case. Ask it to take part first."))
    return conference


def answer(
    conference_id: UUID,
    *,
    coming: Mapping[UUID, str],
    words: str,
    seen: int,
    page: UUID,
    by: Actor,
    at: datetime,
) -> Conference:
    """Say of everybody of one's own agency who is invited whether they come. What was said before stays.

    :param seen: how often the conference had been moved when the page was opened.
    :param page: the showing of the page that sent it; sent twice it answers once.
    :raises NotThere: there is none to which the actor's agency is invited.
    :raises NotAllowed: the actor's role does not answer invitations.
    :raises TransitionRefused: it was held or cancelled.
    :raises Refused: it was moved meanwhile, or it is not said of everybody.
    """
    conference = access.invitation_to_answer(by, conference_id)
    refuse_unless(conference, State.PLANNED)
    if conference.moves != seen:
        raise Refused(_("This conference was moved in the meantime. Check when it is now, and answer again."))
    invited = list(access.own_participants(by, conference_id))
    if any(coming.get(each.pk) not in Coming.values for each in invited):
        raise Refused(_("Say for each person who is invited whether they will come."))
    made = [_answer(conference, each, coming[each.pk], page, by=by, at=at) for each in invited]
    earlier = InvitationAnswer.objects.visible_to(by).filter(pk__any_of=[each.pk for each in made])
    if earlier.exists():
        return conference
    seal = case_access.seal(by, conference.case_id)
    for answer in made:
        seal.close_field(answer, "words", words.strip())
        answer.save(from_action=True, force_insert=True)
    tell_of(events.ANSWERED, conference, by=by, at=at)
    return conference


def _answer(
    conference: Conference, guest: Participant, coming: str, page: UUID, *, by: Actor, at: datetime
) -> InvitationAnswer:
    # Not by `make`: the agency may take part without seeing the page of the case.
    own = _own_principals(conference, by=by)
    return InvitationAnswer(
        pk=access.id_of_page(f"answer of {guest.pk}", conference.pk, page, by=by),
        case_id=conference.case_id,
        readers=[LEAD, *own],
        writers=[LEAD, *own],
        conference=conference,
        participant=guest,
        coming=coming,
        moves=conference.moves,
        answered_at=at,
        answered_by_id=by.membership_id,
    )


def propose(conference_id: UUID, *, text: str, page: UUID, by: Actor, at: datetime) -> Conference:
    """Put something on the agenda, for an agency that is invited. Whoever leads the case and that agency read it.

    :param page: as for `answer`.
    :raises NotThere: there is none to which the actor's agency is invited.
    :raises NotAllowed: the actor's role does not answer invitations.
    :raises TransitionRefused: it was held or cancelled.
    :raises Refused: nothing was written.
    """
    conference = access.invitation_to_answer(by, conference_id)
    refuse_unless(conference, State.PLANNED)
    if not text.strip():
        raise Refused(_("Write what you want to talk about."), field="text")
    own = _own_principals(conference, by=by)
    item = AgendaItem(
        pk=access.id_of_page("proposal", conference.pk, page, by=by),
        case_id=conference.case_id,
        readers=[LEAD, *own],
        writers=[LEAD, *own],
        conference=conference,
        position=0,
        added_at=at,
        added_by_id=by.membership_id,
    )
    if AgendaItem.objects.visible_to(by).filter(pk=item.pk).exists():
        return conference
    case_access.seal(by, conference.case_id).close_field(item, "text", text.strip())
    item.save(from_action=True, force_insert=True)
    tell_of(events.PROPOSED, conference, by=by, at=at)
    return conference


def report(conference_id: UUID, action_id: UUID, *, words: str, by: Actor, at: datetime) -> AgreedAction:
    """Say that one's agency has done what was agreed, and how. Once more changes nothing.

    :raises NotThere: there is none that the actor's agency does.
    :raises NotAllowed: the actor's role does not answer invitations.
    :raises Refused: it is not said how.
    """
    action = access.action_to_report(by, conference_id, action_id, lock=True)
    if action.reported_at is not None:
        return action
    if not words.strip():
        raise Refused(_("Write what was done."), field="words")
    case_access.seal(by, action.case_id).close_field(action, "report", words.strip())
    action.reported_at, action.reported_by_id = at, by.membership_id
    action.save(from_action=True, update_fields=["report", "reported_at", "reported_by"])
    conference = access.visible_to(by).get(pk=conference_id)
    own = _own_principals(conference, by=by)
    tell_of(events.REPORTED, conference, by=by, at=at, seen_by=own, agency=str(by.agency_id))
    return action


def _own_principals(conference: Conference, *, by: Actor) -> list[int]:
    """Those by which the actor's agency reads the conference: what it adds, it reads by the same."""
    return sorted(set(conference.readers) & set(by.principals))
