"""Planning, moving, cancelling and holding case conferences. Each is one step of a transaction."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.cases import participation
from opennrm.cases.models import Case
from opennrm.cases.reasons import require_reason
from opennrm.cases.telling import Matter, tell
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import membership_principal
from opennrm.foundation.events import Event
from opennrm.foundation.refusals import Refused
from opennrm.foundation.state_table import TransitionRefused, move
from opennrm.tasks.access import colleagues

from . import access, events, reach
from .models import Conference, ConferenceMove, Participant
from .permissions import CONFERENCE_HOLD
from .states import TRANSITIONS, Attendance, State, Way


def plan(
    case_id: UUID,
    *,
    starts_at: datetime,
    way: str,
    place: str,
    chair: UUID | None,
    page: UUID,
    by: Actor,
    at: datetime,
) -> Conference:
    """Plan a conference about a case that the actor leads. One that was held already can be written down afterwards.

    :param place: where it is; sealed.
    :param chair: the membership of whoever chairs it; None: whoever the case is assigned to, now and later.
    :param page: the showing of the page that sent it; sent twice it makes one conference.
    :raises NotThere: there is no such case that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or their role does nothing with conferences.
    :raises Refused: the way is unknown, it was before the case, or the chair cannot see the case.
    """
    case = case_access.case(by, case_id, as_="lead", may=CONFERENCE_HOLD, lock=True)
    conference_id = access.id_of_page("plan", case_id, page, by=by)
    if earlier := access.led_by(by).filter(pk=conference_id).first():
        return earlier
    _refuse_unless_possible(case, starts_at, way)
    if chair is not None and not colleagues(case).filter(pk=chair).exists():
        raise Refused(_("Choose somebody in your agency who can see this case."), field="chair")
    conference = Conference.make(
        case, at, starts_at=starts_at, way=way, chair_id=chair, planned_at=at, planned_by_id=by.membership_id
    )
    conference.pk = conference_id
    case_access.seal(by, case_id).close_field(conference, "place", place.strip())
    conference.save(from_action=True, force_insert=True)
    tell_of(events.PLANNED, conference, by=by, at=at)
    return conference


def move_to(
    conference_id: UUID,
    *,
    starts_at: datetime,
    way: str,
    place: str,
    reason: str,
    seen: int,
    by: Actor,
    at: datetime,
) -> Conference:
    """Let a conference be at another time or place, and say why. When it was to be before stays in its history.

    :param seen: how often it had been moved when the page was opened.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does nothing with conferences.
    :raises TransitionRefused: it was held or cancelled.
    :raises Refused: the reason is missing, or somebody else has moved it meanwhile.
    """
    conference = access.conference_to_change(by, conference_id)
    refuse_unless(conference, State.PLANNED)
    if conference.moves != seen:
        raise Refused(
            _(
                "Somebody else has moved this conference in the meantime. Check when it is now, and what you entered."
            )
        )
    case = case_access.case(by, conference.case_id, as_="lead", event=None)
    _refuse_unless_possible(case, starts_at, way)
    require_reason(reason)
    _keep_move(conference, starts_at, reason, by=by, at=at)
    case_access.seal(by, case.pk).close_field(conference, "place", place.strip())
    conference.starts_at, conference.way, conference.moves = starts_at, way, conference.moves + 1
    conference.save(from_action=True, update_fields=["starts_at", "way", "place", "moves"])
    guests = reach.principals_of(reach.guests_of(by, conference, at=at))
    tell_of(events.MOVED, conference, by=by, at=at, guests=guests)
    return conference


def _keep_move(conference: Conference, to: datetime, reason: str, *, by: Actor, at: datetime) -> None:
    """Keep in the history of a conference when it was to be until now, and why it is moved."""
    row = ConferenceMove.make(
        case_access.case(by, conference.case_id, as_="lead", event=None),
        at,
        conference=conference,
        starts_before=conference.starts_at,
        starts_after=to,
        moved_at=at,
        moved_by_id=by.membership_id,
    )
    case_access.seal(by, conference.case_id).close_field(row, "reason", reason.strip())
    row.save(from_action=True, force_insert=True)


def cancel(conference_id: UUID, *, reason: str, by: Actor, at: datetime) -> Conference:
    """Say that a conference will not be held, and why. Agencies that are invited read it.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does nothing with conferences.
    :raises TransitionRefused: it was held, or cancelled already.
    :raises Refused: the reason is missing.
    """
    conference = access.conference_to_change(by, conference_id)
    refuse_unless(conference, State.PLANNED)
    require_reason(reason)
    _end(conference, State.CANCELLED, reason, by=by, at=at)
    guests = reach.principals_of(reach.guests_of(by, conference, at=at))
    tell_of(events.CANCELLED, conference, by=by, at=at, guests=guests)
    return conference


def hold(conference_id: UUID, *, attendance: Mapping[UUID, str], by: Actor, at: datetime) -> Conference:
    """Record that a conference was held, and who took part.

    :param attendance: for each participant whether they took part.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does nothing with conferences.
    :raises TransitionRefused: it was held already, or cancelled.
    :raises Refused: it has not begun, or it is not said of everybody whether they took part.
    """
    conference = access.conference_to_change(by, conference_id)
    refuse_unless(conference, State.PLANNED)
    if conference.starts_at > at:
        raise Refused(_("This conference has not started yet. If it was held earlier, move it first."))
    invited = list(access.participants_of(by, conference.pk))
    if any(attendance.get(each.pk) not in set(Attendance.values) - {Attendance.INVITED} for each in invited):
        raise Refused(_("Say of everybody who was invited whether they took part."))
    for each in invited:
        each.attendance = attendance[each.pk]
        each.save(from_action=True, update_fields=["attendance"])
    _end(conference, State.HELD, "", by=by, at=at)
    tell_of(events.HELD, conference, by=by, at=at)
    return conference


def invite(
    conference_id: UUID,
    *,
    discipline: str,
    agency: UUID | None,
    who: str,
    page: UUID,
    by: Actor,
    at: datetime,
) -> Participant:
    """Write down that somebody is invited. If their agency takes part in the case, it is told and reads the conference.

    :param agency: None if they come from an organisation that does not use the product.
    :param who: their name, and where they come from if that is no agency; sealed.
    :param page: as for `plan`.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does nothing with conferences.
    :raises TransitionRefused: it was held or cancelled.
    :raises Refused: the discipline or the agency is unknown, or it is not said who it is.
    """
    conference = access.conference_to_change(by, conference_id)
    participant_id = access.id_of_page("participant", conference_id, page, by=by)
    if earlier := Participant.objects.visible_to(by).filter(pk=participant_id).first():
        return earlier
    refuse_unless(conference, State.PLANNED)
    _refuse_unless_known(discipline, agency, who)
    case = case_access.case(by, conference.case_id, as_="lead", event=None)
    about: dict[str, Any] = {"conference": conference, "agency_id": agency, "discipline": discipline}
    participant = Participant.make(
        case, at, pk=participant_id, **about, added_at=at, added_by_id=by.membership_id
    )
    case_access.seal(by, conference.case_id).close_field(participant, "who", who.strip())
    participant.save(from_action=True, force_insert=True)
    if not tell_their_agency(conference, participant, by=by, at=at):
        tell_of(events.PARTICIPANT_ADDED, conference, by=by, at=at)
    return participant


def tell_their_agency(conference: Conference, participant: Participant, *, by: Actor, at: datetime) -> bool:
    """Let the agency of somebody read the conference, and tell it that they are invited, if it takes part in the case.

    :returns: whether it does. If not, nothing is told.
    """
    agencies = [participant.agency_id] if participant.agency_id else []
    parts = reach.parts_in(by, conference.case_id, agencies=agencies, at=at) if agencies else []
    if not parts:
        return False
    reach.let_read(conference, participant, parts, by=by, at=at)
    guests = reach.principals_of(parts)
    tell_of(events.INVITED, conference, by=by, at=at, guests=guests, agency=str(participant.agency_id))
    return True


def _refuse_unless_known(discipline: str, agency: UUID | None, who: str) -> None:
    if discipline not in pack().codes("disciplines"):
        raise Refused(_("Choose one of the answers in the list."), field="discipline")
    if agency is not None and not access.agencies().filter(pk=agency).exists():
        raise Refused(_("Choose one of the agencies in the list."), field="agency")
    if not who.strip():
        raise Refused(_("Enter who is invited."), field="who")


def _end(conference: Conference, state: State, words: str, *, by: Actor, at: datetime) -> None:
    move(conference, state, transitions=TRANSITIONS)
    conference.ended_at, conference.ended_by_id = at, by.membership_id
    case_access.seal(by, conference.case_id).close_field(conference, "ended_words", words.strip())
    conference.save(from_action=True, update_fields=["state", "ended_at", "ended_by", "ended_words"])


def _refuse_unless_possible(case: Case, starts_at: datetime, way: str) -> None:
    zone = pack().zone
    if starts_at.astimezone(zone).date() < case.opened_at.astimezone(zone).date():
        raise Refused(_("Enter a day that is not before the case was opened."), field="on")
    if way not in Way.values:
        raise Refused(_("Choose one of the answers in the list."), field="way")


def refuse_unless(conference: Conference, state: State) -> None:
    """Refuse a step that a conference allows in this state alone.

    :raises TransitionRefused: it is in another state.
    """
    if conference.state != state:
        if state == State.PLANNED:
            raise TransitionRefused(
                _("This is no longer possible, because the conference was held or cancelled.")
            )
        raise TransitionRefused(_("First record that the conference was held."))


def tell_of(
    event: Event,
    conference: Conference,
    *,
    by: Actor,
    at: datetime,
    guests: Collection[int] = (),
    seen_by: Collection[int] = (),
    **detail: str,
) -> None:
    """Tell an event of a conference: to the lead, to its chair unless that is whoever did it, and to these guests.

    :param guests: the parts of the agencies that are invited, as far as it is news to them.
    :param seen_by: who else reads it in the story.
    """
    holder = participation.holder_of(conference.case_id)
    chair = holder if conference.chair_id is None else membership_principal(conference.chair_id)
    tell(
        event if chair not in by.principals else events.silent(event),
        conference.case_id,
        subject=conference,
        by=by,
        at=at,
        right=case_access.right_in(by, conference.case_id),
        detail={"conference": str(conference.pk), **detail},
        matter=Matter(
            id=conference.pk,
            relations={events.CHAIR: lambda: [chair], events.GUESTS: lambda: guests},
            settled_by=[holder],
        ),
        seen_by=seen_by,
    )
