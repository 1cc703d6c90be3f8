"""Who decides for a child, and whether they may be asked."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.cases import clocks
from opennrm.cases.telling import tell
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal
from opennrm.foundation.refusals import Refused
from opennrm.people.models import RelatedPerson

from . import access, actions, events, queries, rules
from .models import Consent, Guardian
from .states import Authority, End, Kind, Standing


def record(
    case_id: UUID, *, kind: str, standing: str, authority: str, person_id: UUID | None = None, name: str = "",
    page: UUID, by: Actor, at: datetime,
) -> Guardian:  # fmt: skip
    """Record who decides for the child, on which authority, and whether they may be asked.

    :param person_id: the guardian among the people around the child; without one, `name` says who it is.
    :param page: made when the form was shown; the same form sent twice records once.
    :raises NotThere: there is no such case that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or their role records no consent.
    :raises Refused: an answer has to be corrected; the message says which.
    """
    case = access.case_to_record(by, case_id, lock=True)
    guardian_id = access.id_of_page("guardian", case_id, page, by=by)
    if earlier := access.guardians_of(by, case_id).filter(pk=guardian_id).first():
        return earlier
    if kind not in Kind.values or standing not in Standing.values or authority not in Authority.values:
        raise Refused(_("Choose one of the answers in the list."))
    around = RelatedPerson.objects.visible_to(by).of_case(case_id)
    if person_id is not None and not around.filter(pk=person_id).exists():
        raise Refused(_("Choose somebody in the list."), field="person")
    if person_id is None and not name.strip() and kind not in (Kind.NONE_KNOWN, Kind.STATE):
        raise Refused(_("Enter who it is."), field="name")
    watch = [system_principal(clocks.WATCH)]
    guardian = Guardian.make(
        case, at, pk=guardian_id, readers=watch, writers=watch,
        kind=kind, person_id=person_id, standing=standing, authority=authority,
        starts_on=queries.today(at), recorded_at=at, recorded_by_id=by.membership_id,
    )  # fmt: skip
    case_access.seal(by, case_id).close_field(guardian, "name", name.strip())
    guardian.save(from_action=True, force_insert=True)
    _tell(events.GUARDIAN_RECORDED, guardian, by=by, at=at, standing=standing)
    return guardian


def change_standing(
    guardian_id: UUID, *, standing: str, words: str = "", page: UUID, by: Actor, at: datetime
) -> Guardian:
    """Record that a guardian may be asked, or no longer: what they agreed to ends if they may not.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or their role records no consent.
    :raises Refused: the guardian no longer decides, or stands like this already.
    """
    before = access.guardian_to_end(by, guardian_id)
    if standing == before.standing:
        raise Refused(_("This is how it is recorded already."), field="standing")
    name = case_access.seal(by, before.case_id).open_field(before, "name")
    end(guardian_id, words=words, by=by, at=at)
    return record(
        before.case_id, kind=before.kind, standing=standing, authority=before.authority,
        person_id=before.person_id, name=name, page=page, by=by, at=at,
    )  # fmt: skip


def end(guardian_id: UUID, *, words: str = "", by: Actor, at: datetime) -> Guardian:
    """Record that a guardian no longer decides. What they had agreed to ends now.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or their role records no consent.
    :raises Refused: that was recorded already.
    """
    guardian = access.guardian_to_end(by, guardian_id)
    if guardian.ended_at is not None:
        raise Refused(_("It is already recorded that this guardian no longer decides."))
    guardian.ended_at, guardian.ended_by_id = at, by.membership_id
    case_access.seal(by, guardian.case_id).close_field(guardian, "ended_words", words.strip())
    guardian.save(from_action=True, update_fields=["ended_at", "ended_by", "ended_words"])
    _end_what_they_agreed_to(guardian, by=by, at=at)
    _tell(events.GUARDIAN_ENDED, guardian, by=by, at=at)
    return guardian


def _end_what_they_agreed_to(guardian: Guardian, *, by: Actor, at: datetime) -> None:
    if guardian.standing != rules.SAFE:
        return
    given = access.consents_of(by, guardian.case_id).open().filter(guardian=guardian)
    ended: list[Consent] = list(given.select_for_update(of=("self",)))
    actions.end_rows(ended, End.GUARDIAN_CHANGED, by=by, at=at)
    for consent in {each.purpose: each for each in ended}.values():
        actions.tell_of(events.ENDED, consent, by=by, at=at, end=End.GUARDIAN_CHANGED)


def _tell(event, guardian: Guardian, *, by: Actor, at: datetime, **detail: str) -> None:
    tell(
        event,
        guardian.case_id,
        subject=guardian,
        by=by,
        at=at,
        right=case_access.right_in(by, guardian.case_id),
        detail=detail,
        seen_by=(),
    )
