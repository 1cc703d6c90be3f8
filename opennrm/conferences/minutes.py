"""The minutes of a case conference, and what it agreed: each agreed action becomes a task."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.cases.reasons import require_reason
from opennrm.country.titles import title_of
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import Refused
from opennrm.tasks import actions as task_actions
from opennrm.tasks.models import Task

from . import access, events, reach
from .actions import refuse_unless, tell_of
from .models import AgreedAction, Conference, MinutesDraft, MinutesVersion, Participant
from .states import State
from .vocabulary import MINUTES


def write(
    conference_id: UUID, *, text: str, reason: str = "", seen: int, page: UUID, by: Actor, at: datetime
) -> Conference:
    """Write the minutes, or let them say something else from now on and keep what they said before.

    Agencies that were invited read them if their part covers minutes.

    :param reason: why they are corrected; not needed the first time.
    :param seen: the number of the version that was on the page; 0: there were none.
    :param page: the showing of the page that sent it; sent twice it makes one version.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does nothing with conferences.
    :raises TransitionRefused: it was not held.
    :raises Refused: the text or the reason is missing, or there is another version by now.
    """
    conference = access.conference_to_change(by, conference_id)
    refuse_unless(conference, State.HELD)
    versions = MinutesVersion.objects.visible_to(by).filter(conference_id=conference_id)
    if versions.filter(form_token=page).exists():
        return conference
    if conference.minutes != seen:
        raise Refused(
            _(
                "Somebody else has written in these minutes in the meantime. Read them, and check what you wrote."
            )
        )
    if not text.strip():
        raise Refused(_("Write the minutes."), field="text")
    is_correction = conference.minutes > 0
    if is_correction:
        require_reason(reason)
    readers = reach.readers_of(reach.guests_of(by, conference, at=at), MINUTES)
    _add_version(conference, text, reason if is_correction else "", page, readers, by=by, at=at)
    for draft in MinutesDraft.objects.visible_to(by).filter(conference_id=conference_id, page=page):
        draft.delete(from_action=True)
    event = events.MINUTES_CORRECTED if is_correction else events.MINUTES_WRITTEN
    tell_of(event, conference, by=by, at=at, guests=readers)
    return conference


def _add_version(
    conference: Conference,
    text: str,
    reason: str,
    page: UUID,
    readers: Collection[int],
    *,
    by: Actor,
    at: datetime,
) -> None:
    conference.minutes += 1
    conference.save(from_action=True, update_fields=["minutes"])
    version = MinutesVersion.make(
        case_access.case(by, conference.case_id, as_="lead", event=None),
        at,
        readers=readers,
        conference=conference,
        number=conference.minutes,
        form_token=page,
        written_at=at,
        written_by_id=by.membership_id,
    )
    seal = case_access.seal(by, conference.case_id)
    seal.close_field(version, "text", text.strip())
    seal.close_field(version, "reason", reason.strip())
    version.save(from_action=True, force_insert=True)


def agree(
    conference_id: UUID,
    *,
    text: str,
    kind: str,
    due_on: date,
    given_to: UUID | None,
    participant: UUID | None,
    page: UUID,
    by: Actor,
    at: datetime,
) -> AgreedAction:
    """Write down what a conference agreed on, and make it a task of whoever leads the case.

    :param kind: a code of the pack's kinds of task.
    :param given_to: the membership of whoever in the lead agency does it; None: whoever leads the case.
    :param participant: whoever else does it; the task is then to check with them. An agency that was invited reads it.
    :param page: as for `write`.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does nothing with conferences, or with tasks.
    :raises TransitionRefused: it was not held.
    :raises Refused: something is missing, the day is over, or nobody who can see the case was chosen.
    """
    conference = access.conference_to_change(by, conference_id, with_case=True)
    action_id = access.id_of_page("action", conference_id, page, by=by)
    if earlier := AgreedAction.objects.visible_to(by).filter(pk=action_id).first():
        return earlier
    refuse_unless(conference, State.HELD)
    if not text.strip():
        raise Refused(_("Write what was agreed."), field="text")
    other = _participant(conference, participant, by=by)
    owner, words, of = None if other else given_to, _words(text.strip(), other), conference.case_id
    task = task_actions.make(of, kind=kind, words=words, due_on=due_on, given_to=owner, by=by, at=at)
    guests = _guests(conference, other, by=by, at=at)
    action = _drawn_up(conference, task, other, guests, by=by, at=at)
    action.pk = action_id
    case_access.seal(by, conference.case_id).close_field(action, "text", text.strip())
    action.save(from_action=True, force_insert=True)
    tell_of(events.ACTION_AGREED, conference, by=by, at=at, guests=guests)
    return action


def _participant(conference: Conference, participant: UUID | None, *, by: Actor) -> Participant | None:
    if participant is None:
        return None
    found = access.participants_of(by, conference.pk).filter(pk=participant).first()
    if found is None:
        raise Refused(_("Choose somebody in the list."), field="owner")
    return found


def _guests(conference: Conference, other: Participant | None, *, by: Actor, at: datetime) -> list[int]:
    """The parts by which the agency of whoever does it takes part in the case, if it was invited."""
    if other is None or other.asked_at is None or other.agency_id is None:
        return []
    parts = reach.parts_in(by, conference.case_id, agencies=[other.agency_id], at=at)
    return reach.principals_of(parts)


def _drawn_up(
    conference: Conference,
    task: Task,
    other: Participant | None,
    guests: Collection[int],
    *,
    by: Actor,
    at: datetime,
) -> AgreedAction:
    return AgreedAction.make(
        case_access.case(by, conference.case_id, as_="lead", event=None),
        at,
        readers=guests,
        writers=guests,
        conference=conference,
        task=task,
        participant=other,
        due_on=task.due_on,
        agreed_at=at,
        agreed_by_id=by.membership_id,
    )


def _words(text: str, other: Participant | None) -> str:
    """What the task says: of somebody else's action, to check with them."""
    if other is None:
        return text
    whom = other.agency.name if other.agency else title_of("disciplines", other.discipline)
    return _("Check with %(whom)s that this is done: %(text)s") % {"whom": whom, "text": text}
