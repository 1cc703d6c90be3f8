"""The secretariat publishes the figures of a quarter, and freezes them. A correction restates them, with a reason."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.country.pack import pack
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import NotAllowed, Refused
from opennrm.foundation.state_table import move

from . import access, queries
from .counted_models import Publication, Survey, Tally
from .permissions import PREVENTION_PLAN
from .rules import RULE_VERSION, Quarter
from .states import TRANSITIONS, State


def publish(quarter: Quarter, *, reason: str = "", by: Actor, at: datetime) -> Publication:
    """Publish the figures of a quarter as they are now, or restate those that were published.

    Whatever was confirmed is frozen with them. What was published stays as it was, beside the restated figures.

    :param reason: why published figures are restated.
    :raises NotAllowed: the actor does not publish figures.
    :raises Refused: the quarter is not over; or nothing has changed since, or no reason is given.
    """
    access.refuse_unless_confirms(by)
    if quarter.last >= at.astimezone(pack().zone).date():
        raise Refused(_("This quarter is not over. Its figures can be published afterwards."))
    lines = [line.as_data() for line in queries.lines(quarter)]
    before = queries.newest(quarter)
    if before is not None:
        _refuse_to_restate(before, lines, reason)
    edition = before.edition + 1 if before else 1
    row = Publication(
        year=quarter.year,
        quarter=quarter.number,
        edition=edition,
        rule_version=RULE_VERSION,
        lines=lines,
        reason=reason,
        published_by_id=by.membership_id,
        published_at=at,
    )
    row.save(from_action=True, force_insert=True)
    _freeze(quarter)
    event = "prevention_figures.restated" if before else "prevention_figures.published"
    audit.record(event, subject=row, detail={"quarter": quarter.code, "edition": edition})
    return row


def _refuse_to_restate(before: Publication, lines: list[dict[str, Any]], reason: str) -> None:
    if before.lines == lines:
        raise Refused(_("Nothing has changed since these figures were published."))
    if not reason:
        raise Refused(_("Say why the published figures are restated."), field="reason")


def _freeze(quarter: Quarter) -> None:
    for activity in queries.confirmed(quarter).filter(state=State.REPORTED).select_for_update(of=("self",)):
        move(activity, State.FROZEN, transitions=TRANSITIONS)
        activity.save(from_action=True, update_fields=["state"])


def export(quarter: Quarter, *, by: Actor) -> None:
    """Record that somebody exports the figures of a quarter."""
    audit.record("prevention_figures.exported", detail={"quarter": quarter.code})


def add_survey(*, by: Actor, at: datetime, **facts: Any) -> Survey:
    """Add the result of a survey of the actor's own agency.

    :raises NotAllowed: the actor reports nothing.
    :raises Refused: more people knew than were asked.
    """
    _refuse_unless_reports(by)
    if facts["knowing"] > facts["sample"]:
        raise Refused(_("More people knew than were asked. Correct one of the two numbers."), field="knowing")
    row = Survey(agency_id=by.agency_id, added_by_id=by.membership_id, added_at=at, **facts)
    row.save(from_action=True, force_insert=True)
    audit.record("survey.added", subject=row)
    return row


def add_tally(quarter: Quarter, *, by: Actor, at: datetime, **facts: Any) -> Tally:
    """Add a number for a quarter that somebody else counted.

    :raises NotAllowed: the actor reports nothing.
    :raises Refused: the agency has given this number already.
    """
    _refuse_unless_reports(by)
    row = Tally(
        agency_id=by.agency_id, year=quarter.year, quarter=quarter.number, added_by_id=by.membership_id
    )
    for name, value in {**facts, "added_at": at}.items():
        setattr(row, name, value)
    same = queries.tallies(quarter).filter(agency_id=by.agency_id, kind=row.kind)
    if same.filter(area=row.area, among=row.among).exists():
        raise Refused(_("Your agency has given this number already. Withdraw it first."), field="number")
    row.save(from_action=True, force_insert=True)
    audit.record("tally.added", subject=row, detail={"kind": row.kind})
    return row


def withdraw_survey(survey_id: UUID, *, by: Actor, at: datetime) -> Survey:
    """Let a survey of the actor's own agency not count any more.

    :raises NotThere: there is none of the actor's agency.
    :raises NotAllowed: the actor reports nothing.
    """
    _refuse_unless_reports(by)
    own = Survey.objects.filter(agency_id=by.agency_id, withdrawn_at=None)
    row: Survey = fetch(own.select_for_update(of=("self",)), pk=survey_id)
    row.withdrawn_at = at
    row.save(from_action=True, update_fields=["withdrawn_at"])
    audit.record("survey.withdrawn", subject=row)
    return row


def withdraw_tally(tally_id: UUID, *, by: Actor, at: datetime) -> Tally:
    """Let a number that the actor's own agency gave not count any more.

    :raises NotThere: there is none of the actor's agency.
    :raises NotAllowed: the actor reports nothing.
    """
    _refuse_unless_reports(by)
    own = Tally.objects.filter(agency_id=by.agency_id, withdrawn_at=None)
    row: Tally = fetch(own.select_for_update(of=("self",)), pk=tally_id)
    row.withdrawn_at = at
    row.save(from_action=True, update_fields=["withdrawn_at"])
    audit.record("tally.withdrawn", subject=row)
    return row


def _refuse_unless_reports(by: Actor) -> None:
    if by.agency_id is None or not by.may(PREVENTION_PLAN):
        raise NotAllowed(_("Your role does not report figures of prevention."))
