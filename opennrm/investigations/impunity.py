"""A child who is not to be punished for what they were made to do: the arrest, the flag, the prosecutor's decision."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases import participation
from opennrm.cases.bound import LEAD
from opennrm.cases.models import Case
from opennrm.cases.telling import Matter, tell
from opennrm.country.pack import pack
from opennrm.foundation import notices
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import membership_principal
from opennrm.foundation.events import Event
from opennrm.foundation.refusals import NotAllowed, Refused
from opennrm.foundation.state_table import move
from opennrm.foundation.working_time import start_of
from opennrm.screening.models import Screening

from . import access, events, own_keys, rules
from .models import Arrest, NonPunishment
from .permissions import NON_PUNISHMENT_DECIDE, NON_PUNISHMENT_FLAG
from .states import IMPUNITY_TRANSITIONS, RESULTS, Impunity
from .values import AskedOf, Compelled, FlaggedBy


def record_arrest(
    case_id: UUID, *, act: str, arrested_at: datetime, page: UUID, by: Actor, at: datetime
) -> Arrest:
    """Record that the child of a case was arrested. The child is to be screened within the time of the pack.

    If a screening has already found enough signs, it is asked at once that the child is not punished.

    :param page: of each showing of the page another one: sent twice, it makes one row.
    :raises NotThere: there is no case that `by` may see.
    :raises NotAllowed: the role of `by` does not record this.
    :raises Refused: the act is none of the country's, or the moment lies in the future.
    """
    case = case_to_write_in(by, case_id)
    if found := arrests(by, case_id).filter(form_token=page).first():
        return found
    _refuse_act(act)
    if arrested_at > at:
        raise Refused(_("Enter when it was. It cannot be in the future."), field="arrested_on")
    row = Arrest(
        case=case,
        act=act,
        arrested_at=arrested_at,
        agency_id=by.agency_id,
        form_token=page,
        recorded_at=at,
        recorded_by_id=by.membership_id,
        readers=_readers(by, case, at=at),
        writers=_holders(by, case),
    )
    row.save(from_action=True, force_insert=True)
    _tell_arrest(row, case, by=by, at=at)
    _flag_if_screened(row, case, by=by, at=at)
    return row


def _tell_arrest(row: Arrest, case: Case, *, by: Actor, at: datetime) -> None:
    parts = [] if case_access.leads(by, case) else _own_parts(by, case.pk)
    tell(
        events.ARRESTED,
        case.pk,
        subject=row,
        by=by,
        at=at,
        right=case_access.right_of(by, case),
        detail={"arrest": str(row.pk)},
        matter=Matter(id=row.pk, parts=parts),
        counted_from=row.arrested_at,
        seen_by=[each for each in row.readers if each != LEAD],
    )


def flag(
    case_id: UUID, *, act: str, happened_on: date | None, compelled: str, words: str, page: UUID, by: Actor,
    at: datetime,
) -> NonPunishment:  # fmt: skip
    """Ask that the child of a case is not punished for something. It is advice, and the decision the prosecutor's.

    :param page: of each showing of the page another one: sent twice, it makes one row.
    :raises NotThere: there is no case that `by` may see.
    :raises NotAllowed: the role of `by` does not ask this.
    :raises Refused: something is missing, or lies in the future.
    """
    case = case_to_write_in(by, case_id)
    if found := of_case(by, case_id).filter(form_token=page).first():
        return found
    _refuse_act(act)
    if compelled not in Compelled.values:
        raise Refused(_("Choose whether the child was made to do it."), field="compelled")
    if happened_on is not None and start_of(happened_on, pack().zone) > at:
        raise Refused(_("Enter the day when it was. It cannot be in the future."), field="happened_on")
    origin = FlaggedBy.CASEWORKER if case_access.leads(by, case) else FlaggedBy.ARREST
    row = _new(case, act=act, origin=origin, compelled=compelled, page=page, by=by, at=at)
    row.happened_on = happened_on
    _keep(row, words, by=by, at=at)
    return row


def flag_after_screening(
    case_id: UUID, screening_id: UUID, *, by: Actor, at: datetime
) -> NonPunishment | None:
    """Ask that the child of a case is not punished, if they were arrested and a screening has found enough signs.

    What was asked of this arrest already is linked to the screening. Without an arrest nothing happens.
    """
    arrest = arrests(by, case_id).first()
    if arrest is None:
        return None
    screening = Screening.objects.visible_to(by).filter(pk=screening_id).first()
    if screening is None or not rules.asks_for_non_punishment(screening.outcome):
        return None
    asked = of_case(by, case_id).filter(arrest=arrest).first()
    if asked is not None:
        return asked
    case = case_access.visible_to(by).get(pk=case_id)
    return _flag_arrest(arrest, case, screening, by=by, at=at)


def raise_with_prosecutor(
    flag_id: UUID, *, asked_of: str, to_agency: UUID, by: Actor, at: datetime
) -> NonPunishment:
    """Put the question to the prosecutors of an agency. They read it by the reference, and nothing else of the case.

    :raises NotThere: there is none that `by` may see.
    :raises NotAllowed: the role of `by` does not ask this.
    :raises Refused: nobody decides this at that agency.
    """
    row = to_change(by, flag_id)
    if asked_of not in AskedOf.values:
        raise Refused(_("Choose who is asked."), field="asked_of")
    if to_agency not in [each.pk for each in access.agencies_with(NON_PUNISHMENT_DECIDE)]:
        raise Refused(_("Choose an agency whose prosecutors decide this."), field="to_agency")
    move(row, Impunity.RAISED, transitions=IMPUNITY_TRANSITIONS)
    deciding = access.teams(to_agency, NON_PUNISHMENT_DECIDE)
    row.asked_of, row.prosecutors_id = asked_of, to_agency
    row.raised_at, row.raised_by_id = at, by.membership_id
    row.readers = sorted({*row.readers, *deciding})
    row.writers = sorted({*row.writers, *deciding})
    fields = ["state", "asked_of", "prosecutors", "raised_at", "raised_by", "readers", "writers"]
    row.save(from_action=True, update_fields=fields)
    _tell(events.RAISED, row, by=by, at=at, prosecutors=deciding)
    return row


def decide(
    flag_id: UUID, *, result: str, decided_on: date, reason: str, words: str, by: Actor, at: datetime
) -> NonPunishment:
    """Record for the prosecution what came of the question.

    :raises NotThere: there is none that `by` may see.
    :raises NotAllowed: `by` is no prosecutor who was asked.
    :raises Refused: something is missing, or lies in the future.
    """
    row = to_decide_one(by, flag_id)
    if result not in RESULTS:
        raise Refused(_("Choose what came of it."), field="result")
    if reason not in pack().codes("impunity_reasons"):
        raise Refused(_("Choose the reason."), field="reason")
    if start_of(decided_on, pack().zone) > at:
        raise Refused(_("Enter the day of the decision. It cannot be in the future."), field="decided_on")
    move(row, result, transitions=IMPUNITY_TRANSITIONS)
    own_keys.seal_of(row).close_field(row, "result_words", words.strip())
    row.result_reason, row.decided_on, row.decided_at = reason, decided_on, at
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sec.decide_non_punishment(%s, %s, %s, %s, %s, %s)",
            [str(row.pk), row.state, reason, row.result_words, decided_on, at],
        )
    # Whoever decides has no part in the case, and so adds nothing to its story.
    audit.record("non_punishment.decided", subject=row, detail={"result": result})
    notices.settle(events.TO_DECIDE.kind, row.pk, by=by, at=at)
    if row.raised_by_id is not None:
        asker = membership_principal(row.raised_by_id)
        notices.notify(asker, events.DECIDED.kind, by=by, at=at, subject_id=row.case_id, case_id=row.case_id)
    return row


def take_back(flag_id: UUID, *, by: Actor, at: datetime) -> NonPunishment:
    """Take a question back that was not raised with the prosecutor.

    :raises NotThere: there is none that `by` may see.
    :raises NotAllowed: the role of `by` does not ask this.
    """
    row = to_change(by, flag_id)
    move(row, Impunity.CLOSED, transitions=IMPUNITY_TRANSITIONS)
    row.save(from_action=True, update_fields=["state"])
    _tell(events.TAKEN_BACK, row, by=by, at=at)
    return row


def visible_to(actor: Actor):
    """The questions that the actor reads: of cases that they lead or have a part in, and those put to them."""
    if not (actor.may(NON_PUNISHMENT_FLAG) or actor.may(NON_PUNISHMENT_DECIDE)):
        return NonPunishment.objects.none()
    return NonPunishment.objects.visible_to(actor)


def of_case(actor: Actor, case_id: UUID):
    """The same of one case, the newest first."""
    return visible_to(actor).filter(case_id=case_id).order_by("-flagged_at", "id")


def to_decide(actor: Actor):
    """What waits for the actor's own team."""
    if not actor.may(NON_PUNISHMENT_DECIDE):
        return NonPunishment.objects.none()
    return visible_to(actor).filter(state=Impunity.RAISED, prosecutors_id=actor.agency_id)


def to_decide_one(actor: Actor, flag_id: UUID) -> NonPunishment:
    """Return a question to a prosecutor who was asked.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor is no prosecutor who was asked.
    """
    row = fetch(visible_to(actor), pk=flag_id)
    if not decides(actor, row):
        raise NotAllowed(_("Only the prosecutors who were asked can decide this."))
    return row


def readable(actor: Actor, flag_ids: Collection[str]) -> set[str]:
    """Those of these questions that the actor may read, by their ids."""
    found = visible_to(actor).filter(pk__any_of=flag_ids) if flag_ids else NonPunishment.objects.none()
    return {str(pk) for pk in found.values_list("pk", flat=True)}


def arrests(actor: Actor, case_id: UUID):
    """The arrests of the child of a case that the actor reads, the newest first."""
    return Arrest.objects.visible_to(actor).filter(case_id=case_id).order_by("-arrested_at", "id")


def decides(actor: Actor, row: NonPunishment) -> bool:
    """Whether the question was put to the actor's agency, and the actor decides it there."""
    return actor.may(NON_PUNISHMENT_DECIDE) and row.prosecutors_id == actor.agency_id


def to_change(actor: Actor, flag_id: UUID, *, lock: bool = True) -> NonPunishment:
    """Return a question to somebody who asks such questions; without `lock` only to be shown.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does not ask this.
    """
    found = fetch(visible_to(actor), pk=flag_id)
    if not actor.may(NON_PUNISHMENT_FLAG) or set(found.writers).isdisjoint(actor.principals):
        raise NotAllowed(_("Only whoever works on the case can do this."))
    if not lock:
        return found
    participation.keep_lead(found.case_id)
    return fetch(visible_to(actor).select_for_update(of=("self",)), pk=flag_id)


def case_to_write_in(actor: Actor, case_id: UUID) -> Case:
    """Return a case to somebody who takes part in it and may say that its child is not to be punished.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does not say this.
    """
    case = case_access.case(actor, case_id, may=NON_PUNISHMENT_FLAG, event=None)
    if case.closed_at is not None:
        case_access.refuse_closed()
    if not case_access.leads(actor, case) and not _own_parts(actor, case_id):
        raise NotAllowed(_("Your part in this case does not cover this. Ask the agency that leads it."))
    participation.keep_lead(case_id)
    return case


def words_of(row: NonPunishment) -> tuple[str, str]:
    """What was asked and what was decided, opened. Records who read it."""
    audit.record("non_punishment.opened", subject=row)
    seal = own_keys.seal_of(row)
    return seal.open_field(row, "words"), seal.open_field(row, "result_words")


def _flag_if_screened(arrest: Arrest, case: Case, *, by: Actor, at: datetime) -> None:
    for screening in Screening.objects.visible_to(by).filter(case=case).order_by("-done_at"):
        if rules.asks_for_non_punishment(screening.outcome):
            _flag_arrest(arrest, case, screening, by=by, at=at)
            return


def _flag_arrest(
    arrest: Arrest, case: Case, screening: Screening, *, by: Actor, at: datetime
) -> NonPunishment:
    row = _new(
        case,
        act=arrest.act,
        origin=FlaggedBy.SCREENING,
        compelled=Compelled.UNCLEAR,
        page=arrest.pk,
        by=by,
        at=at,
    )
    row.arrest, row.screening = arrest, screening
    row.happened_on = arrest.arrested_at.astimezone(pack().zone).date()
    _keep(row, "", by=by, at=at)
    return row


def _new(
    case: Case, *, act: str, origin: str, compelled: str, page: UUID, by: Actor, at: datetime
) -> NonPunishment:
    return NonPunishment(
        case=case,
        case_reference=case.reference,
        origin=origin,
        act=act,
        compelled=compelled,
        form_token=page,
        flagged_at=at,
        flagged_by_id=by.membership_id,
        readers=_readers(by, case, at=at),
        writers=_holders(by, case),
    )


def _keep(row: NonPunishment, words: str, *, by: Actor, at: datetime) -> None:
    """Save a new question. If one agency alone decides such questions, it is put to it at once."""
    own_keys.new_seal(row).close_field(row, "words", words.strip())
    row.save(from_action=True, force_insert=True)
    _tell(events.FLAGGED, row, by=by, at=at)
    agencies = access.agencies_with(NON_PUNISHMENT_DECIDE)
    if len(agencies) == 1 and row.compelled != Compelled.NO:
        raise_with_prosecutor(row.pk, asked_of=AskedOf.PROSECUTOR, to_agency=agencies[0].pk, by=by, at=at)
        row.refresh_from_db()


def _holders(actor: Actor, case: Case) -> list[int]:
    """Who may change a new row: whoever leads the case, and the parts of the actor, if they do not."""
    if case_access.leads(actor, case):
        return [LEAD]
    return sorted({LEAD, *_own_parts(actor, case.pk)})


def _readers(actor: Actor, case: Case, *, at: datetime) -> list[int]:
    """Who reads it. Whoever does not lead the case knows of no part but their own."""
    if case_access.leads(actor, case):
        return sorted({LEAD, *case_access.covered(case.pk, NonPunishment.SCOPE, at=at)})
    return _holders(actor, case)


def _own_parts(actor: Actor, case_id: UUID) -> list[int]:
    held = case_access.own_parts(actor, case_id).filter(scopes__contains=[NonPunishment.SCOPE], ended_at=None)
    return list(held.values_list("principal", flat=True))


def _tell(
    event: Event, row: NonPunishment, *, by: Actor, at: datetime, prosecutors: Collection[int] = ()
) -> None:
    deciding = {*prosecutors}
    tell(
        event,
        row.case_id,
        subject=row,
        by=by,
        at=at,
        right=case_access.right_in(by, row.case_id),
        detail={"non_punishment": str(row.pk), "state": row.state},
        matter=Matter(id=row.pk, relations={events.PROSECUTORS: lambda: prosecutors}, settled_by=prosecutors),
        seen_by=[each for each in row.readers if each != LEAD and each not in deciding],
        to_others=True,
    )


def _refuse_act(act: str) -> None:
    if act not in pack().codes("alleged_acts"):
        raise Refused(_("Choose what the child is said to have done."), field="act")
