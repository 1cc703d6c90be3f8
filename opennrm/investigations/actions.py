"""Opening an investigation, and every step of it. What is in it is in `children`, `suspects` and `involving`."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.agencies.models import Agency
from opennrm.audit import actions as audit
from opennrm.cases.reasons import require_reason
from opennrm.country.pack import pack
from opennrm.foundation import notices
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import membership_principal, system_principal
from opennrm.foundation.references import new_reference
from opennrm.foundation.refusals import ChangedMeanwhile, Refused
from opennrm.foundation.state_table import TransitionRefused, move
from opennrm.foundation.working_time import start_of

from . import access, events, own_keys, sharing
from .models import Investigation, Step
from .permissions import INVESTIGATION_PROSECUTE
from .states import TRANSITIONS, Act, State
from .values import Complicity, Form

FACTS = ("form", "complicit_official")
"""What becomes clearer while an investigation goes on."""


def open_investigation(
    *, form: str, origin: str, complicit_official: str, opened_on: date, is_confined: bool = False, page: UUID,
    by: Actor, at: datetime,
) -> Investigation:  # fmt: skip
    """Open an investigation of the actor's agency, which the actor leads.

    :param is_confined: whether investigators of other agencies do not see it.
    :param page: of each showing of the page another one: sent twice, it opens one investigation.
    :raises NotAllowed: the actor's role does not investigate.
    :raises Refused: something is missing, or lies in the future.
    """
    access.require_investigating(by)
    access.one_at_a_time(str(page))
    if found := access.visible_to(by).filter(form_token=page).first():
        return found
    _refuse_unknown(form=form, origin=origin, complicit_official=complicit_official)
    if start_of(opened_on, pack().zone) > at:
        raise Refused(_("Enter the day when it was opened. It cannot be in the future."), field="opened_on")
    row = Investigation(
        reference=new_reference(pack().investigations.reference_prefix),
        agency_id=by.agency_id,
        lead_id=by.membership_id,
        opened_on=opened_on,
        form=form,
        origin=origin,
        complicit_official=complicit_official,
        is_confined=is_confined,
        last_event_at=at,
        form_token=page,
        recorded_at=at,
        recorded_by_id=by.membership_id,
    )
    row.readers = access.readers_within(row)
    row.writers = sorted({*access.writers_within(row), system_principal(access.LAPSE)})
    own_keys.new_seal(row)
    row.save(from_action=True, force_insert=True)
    _add_step(row, Act.OPENED, by=by, at=at)
    audit.record("investigation.opened", subject=row)
    return row


def change_facts(
    investigation_id: UUID, *, form: str, complicit_official: str, seen_version: int, by: Actor, at: datetime
) -> Investigation:
    """Correct which form of exploitation it is, and whether an official is involved.

    :raises NotThere: there is none that `by` may see.
    :raises NotAllowed: it is another agency's.
    :raises ChangedMeanwhile: somebody else was faster.
    """
    row = access.to_change(by, investigation_id)
    if row.version != seen_version:
        raise ChangedMeanwhile(
            _("Somebody else changed this investigation after you opened the page. Nothing was overwritten."),
            row,
        )
    _refuse_unknown(form=form, origin=row.origin, complicit_official=complicit_official)
    before = {name: getattr(row, name) for name in FACTS}
    row.form, row.complicit_official = form, complicit_official
    row.version += 1
    changed = [name for name in FACTS if getattr(row, name) != before[name]]
    _touch(row, at=at, fields=[*FACTS, "version"])
    audit.record("investigation.facts_changed", subject=row, detail={"fields": changed, "before": before})
    return row


def give(investigation_id: UUID, *, to: UUID, by: Actor, at: datetime) -> Investigation:
    """Let another investigator of the agency lead it.

    :raises NotThere: there is none that `by` may see.
    :raises NotAllowed: it is another agency's, or the role of `by` does not give investigations to others.
    :raises Refused: that person does not investigate for the agency.
    """
    row = access.to_change(by, investigation_id)
    access.require_overseeing(by)
    if to not in [each.pk for each in access.investigators_of(row.agency_id)]:
        raise Refused(_("Choose somebody who investigates for your agency."), field="lead")
    row.lead_id = to
    _touch(row, at=at, fields=["lead"])
    _add_step(row, Act.LEAD_CHANGED, by=by, at=at)
    audit.record("investigation.given", subject=row, detail={"lead": str(to)})
    if to != by.membership_id:
        notices.notify(membership_principal(to), events.YOURS.kind, by=by, at=at, subject_id=row.pk)
    return row


def send(investigation_id: UUID, *, to_agency: UUID, words: str, by: Actor, at: datetime) -> Investigation:
    """Send an investigation to the prosecutors of an agency. From now on they read what is in it, and its suspects.

    :raises NotThere: there is none that `by` may see.
    :raises NotAllowed: it is another agency's.
    :raises Refused: nobody is suspected yet, or nobody prosecutes at that agency.
    """
    row = access.to_change(by, investigation_id)
    if not access.involvements(by).standing().filter(investigation=row).exists():
        raise Refused(_("Record at least one suspect first."))
    if to_agency not in [each.pk for each in access.agencies_with(INVESTIGATION_PROSECUTE)]:
        raise Refused(_("Choose an agency where somebody prosecutes."), field="to_agency")
    move(row, State.WITH_PROSECUTOR, transitions=TRANSITIONS)
    row.prosecutors = fetch(Agency.objects.active(), pk=to_agency)
    _touch(row, at=at, fields=["state", "prosecutors"])
    sharing.show_to_prosecutors(row, by=by)
    _add_step(row, Act.SENT, words=words, by=by, at=at)
    audit.record("investigation.sent", subject=row, detail={"agency": str(to_agency)})
    for principal in access.teams(to_agency, INVESTIGATION_PROSECUTE):
        notices.notify(principal, events.SENT_TO_YOU.kind, by=by, at=at, subject_id=row.pk)
    return row


def give_back(investigation_id: UUID, *, words: str, by: Actor, at: datetime) -> Investigation:
    """Return an investigation with the prosecutor's questions.

    :raises NotThere: there is none that `by` may see.
    :raises NotAllowed: `by` is no prosecutor to whom it was sent.
    :raises NoReason: no question was written.
    """
    row = access.of_prosecutor(by, investigation_id)
    words = require_reason(words, says=_("Write what is still to be found out."), field="words")
    move(row, State.OPEN, transitions=TRANSITIONS)
    _touch(row, at=at, fields=["state"])
    _add_step(row, Act.RETURNED, words=words, by=by, at=at)
    audit.record("investigation.returned", subject=row)
    _tell_lead(row, events.RETURNED, by=by, at=at)
    return row


def charge(investigation_id: UUID, *, by: Actor, at: datetime) -> Investigation:
    """Record that somebody is charged. What they are charged with is recorded with the proceedings.

    :raises NotThere: there is none that `by` may see.
    :raises NotAllowed: `by` is no prosecutor to whom it was sent.
    """
    row = access.of_prosecutor(by, investigation_id)
    move(row, State.CHARGED, transitions=TRANSITIONS)
    _touch(row, at=at, fields=["state"])
    _add_step(row, Act.CHARGED, by=by, at=at)
    audit.record("investigation.charged", subject=row)
    _tell_lead(row, events.CHARGED, by=by, at=at)
    return row


def end(investigation_id: UUID, *, reason: str, words: str, by: Actor, at: datetime) -> Investigation:
    """End an investigation that was not charged.

    :raises NotThere: there is none that `by` may see.
    :raises NotAllowed: neither the agency of `by` has it, nor are they its prosecutors.
    :raises Refused: the reason is none of the country's.
    """
    row = access.of_either(by, investigation_id)
    if reason not in pack().codes("investigation_ends"):
        raise Refused(_("Choose why the investigation ends."), field="reason")
    move(row, State.ENDED, transitions=TRANSITIONS)
    row.ended_because = reason
    _touch(row, at=at, fields=["state", "ended_because"])
    _add_step(row, Act.ENDED, reason=reason, words=words, by=by, at=at)
    audit.record("investigation.ended", subject=row, detail={"reason": reason})
    if by.agency_id != row.agency_id:
        _tell_lead(row, events.ENDED, by=by, at=at)
    return row


def reopen(investigation_id: UUID, *, words: str, by: Actor, at: datetime) -> Investigation:
    """Go on with an investigation that had ended.

    :raises NotThere: there is none that `by` may see.
    :raises NotAllowed: it is another agency's.
    :raises NoReason: why was not written.
    """
    row = access.of_own_agency(by, investigation_id)
    words = require_reason(words, field="words")
    if row.state != State.ENDED:
        raise TransitionRefused(_("This investigation has not ended."))
    move(row, State.OPEN, transitions=TRANSITIONS)
    row.ended_because = ""
    _touch(row, at=at, fields=["state", "ended_because"])
    _add_step(row, Act.REOPENED, words=words, by=by, at=at)
    audit.record("investigation.reopened", subject=row)
    return row


def something_happened(row: Investigation, *, at: datetime) -> None:
    """Let an investigation that the caller has locked not lapse: something was added to it or changed in it."""
    _touch(row, at=at, fields=[])


def _touch(row: Investigation, *, at: datetime, fields: list[str]) -> None:
    row.last_event_at, row.lapse_told_at = at, None
    row.save(from_action=True, update_fields=[*fields, "last_event_at", "lapse_told_at"])


def _add_step(row: Investigation, act: Act, *, by: Actor, at: datetime, **said: str) -> None:
    step = Step(
        investigation=row,
        act=act,
        reason=said.get("reason", ""),
        happened_at=at,
        done_by_id=by.membership_id,
        readers=access.readers_within(row),
        # Nobody adds a row that they might not change: also a prosecutor.
        writers=sorted({*access.writers_within(row), membership_principal(by.membership_id)}),
    )
    own_keys.seal_of(row).close_field(step, "words", said.get("words", "").strip())
    step.save(from_action=True, force_insert=True)


def _tell_lead(row: Investigation, notice: Any, *, by: Actor, at: datetime) -> None:
    notices.notify(membership_principal(row.lead_id), notice.kind, by=by, at=at, subject_id=row.pk)


def _refuse_unknown(*, form: str, origin: str, complicit_official: str) -> None:
    if form not in Form.values:
        raise Refused(_("Choose the form of exploitation."), field="form")
    if origin not in pack().codes("investigation_origins"):
        raise Refused(_("Choose where the investigation came from."), field="origin")
    if complicit_official not in Complicity.values:
        raise Refused(_("Choose whether an official is said to be involved."), field="complicit_official")
