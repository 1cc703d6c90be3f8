"""The agenda of a case conference, and what is open in the case: the product suggests it, and people choose."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.cases import deadlines
from opennrm.cases.models import Case, Clock, Participation, RiskAssessment
from opennrm.country.pack import pack
from opennrm.country.titles import title_of
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import Refused
from opennrm.referrals.models import Referral
from opennrm.screening.models import Identification
from opennrm.tasks import queries as tasks

from . import access, events, reach
from .actions import refuse_unless, tell_of
from .models import INVITED, AgendaItem, Conference
from .states import State

MOST_TASKS = 6
SCOPES = {"clock": Clock.SCOPE, "identification": Identification.SCOPE, "risk": RiskAssessment.SCOPE}
"""What a part covers by which an agency that is invited reads a suggestion of this kind. Others only the lead reads."""
RISK_OLD_AFTER = timedelta(days=30)
"""After so long it is suggested to talk about the risk again."""


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """Something that is open in the case. `code` says what, so that it is not suggested twice."""

    code: str
    words: str


def suggestions(actor: Actor, conference: Conference, case: Case, *, at: datetime) -> list[Suggestion]:
    """What is open in the case and not on the agenda yet, as whoever leads the case sees it."""
    taken = set(access.on_agenda(actor, conference.pk).values_list("source", flat=True))
    found = (
        *_time_limits(actor, case, at=at),
        *_identification(actor, case),
        *_risk(actor, case, at=at),
        *_requests(actor, case),
        *_open_tasks(actor, case, at=at),
    )
    return [each for each in found if each.code not in taken]


def _time_limits(actor: Actor, case: Case, *, at: datetime) -> Iterator[Suggestion]:
    for deadline in deadlines.of_case(actor, case, at=at):
        if deadline.clock.stopped_at is None:
            words = _("Time limit: %(title)s") % {"title": deadline.title}
            yield Suggestion(code=f"clock:{deadline.clock.pk}", words=words)


def _identification(actor: Actor, case: Case) -> Iterator[Suggestion]:
    procedure = pack().identification
    found = Identification.objects.visible_to(actor).filter(case_id=case.pk).first()
    state = procedure.state(found.state if found else procedure.start)
    if state.next_step:
        words = _("Identification: %(step)s") % {"step": state.next_step}
        yield Suggestion(code=f"identification:{state.code}", words=words)


def _risk(actor: Actor, case: Case, *, at: datetime) -> Iterator[Suggestion]:
    assessed = RiskAssessment.objects.visible_to(actor).filter(case_id=case.pk)
    newest = assessed.order_by("-assessed_on").values_list("assessed_on", flat=True).first()
    if newest is None:
        yield Suggestion(code="risk", words=_("Risk to the child: not assessed yet"))
    elif at.astimezone(pack().zone).date() - newest > RISK_OLD_AFTER:
        yield Suggestion(code=f"risk:{newest.isoformat()}", words=_("Risk to the child: assess it again"))


def _requests(actor: Actor, case: Case) -> Iterator[Suggestion]:
    waiting = Referral.objects.visible_to(actor).waiting_for_answer().filter(case_id=case.pk)
    for pk, purpose in waiting.order_by("id").values_list("pk", "purpose"):
        words = _("No answer yet from a service: %(need)s") % {"need": title_of("service_kinds", purpose)}
        yield Suggestion(code=f"referral:{pk}", words=words)


def _open_tasks(actor: Actor, case: Case, *, at: datetime) -> Iterator[Suggestion]:
    entries, _has_more = tasks.open_of_case(actor, case, most=MOST_TASKS, at=at)
    for entry in entries:
        words = _("Open task: %(title)s") % {"title": entry.task.title}
        yield Suggestion(code=f"task:{entry.task.pk}", words=words)


def add(
    conference_id: UUID,
    *,
    sources: Collection[str],
    text: str,
    is_shared: bool = False,
    page: UUID,
    by: Actor,
    at: datetime,
) -> Conference:
    """Put on the agenda what was chosen of the suggestions, and what was written.

    What was suggested a moment ago and is no longer open, or is on the agenda already, is left out.

    :param is_shared: whether every agency that is invited reads what was written. What was chosen is read by those
        whose part covers it.
    :param page: the showing of the page that sent it; sent twice it adds once.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does nothing with conferences.
    :raises TransitionRefused: it was held or cancelled.
    :raises Refused: nothing was chosen or written.
    """
    conference = access.conference_to_change(by, conference_id)
    written_id = access.id_of_page("agenda", conference_id, page, by=by)
    refuse_unless(conference, State.PLANNED)
    if not sources and not text.strip():
        raise Refused(_("Choose something, or write what you want to talk about."), field="text")
    case = case_access.case(by, conference.case_id, as_="lead", event=None)
    open_now = suggestions(by, conference, case, at=at) if sources else []
    wanted = [(each.code, each.words) for each in open_now if each.code in sources]
    items = AgendaItem.objects.visible_to(by).filter(conference_id=conference_id)
    if text.strip() and not items.filter(pk=written_id).exists():
        wanted.append(("", text.strip()))
    guests = reach.guests_of(by, conference, at=at)
    for position, (source, words) in enumerate(wanted, start=items.count() + 1):
        item = _item(conference, position, source, by=by, at=at)
        if not source:
            item.pk = written_id
        _keep(item, words, guests, is_shared=is_shared, by=by)
    if wanted:
        tell_of(events.AGENDA_ADDED, conference, by=by, at=at)
    return conference


def _keep(
    item: AgendaItem, words: str, guests: Collection[Participation], *, is_shared: bool, by: Actor
) -> None:
    """Keep it, sealed, for whoever leads the case and those of these guests who may read it."""
    item.scope = _scope(item.source, is_shared=is_shared)
    item.readers = sorted({*item.readers, *reach.readers_of(guests, item.scope)})
    # Only now: what is sealed is bound to the id of its row.
    case_access.seal(by, item.case_id).close_field(item, "text", words)
    item.save(from_action=True, force_insert=True)


def _scope(source: str, *, is_shared: bool) -> str:
    if source:
        return SCOPES.get(source.partition(":")[0], "")
    return INVITED if is_shared else ""


def _item(conference: Conference, position: int, source: str, *, by: Actor, at: datetime) -> AgendaItem:
    return AgendaItem.make(
        case_access.case(by, conference.case_id, as_="lead", event=None),
        at,
        conference=conference,
        position=position,
        source=source,
        added_at=at,
        added_by_id=by.membership_id,
    )


def drop(conference_id: UUID, item_id: UUID, *, by: Actor, at: datetime) -> None:
    """Take something off the agenda. Once more does nothing.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does nothing with conferences.
    :raises TransitionRefused: the conference was held or cancelled.
    """
    conference = access.conference_to_change(by, conference_id)
    item = fetch(AgendaItem.objects.visible_to(by).filter(conference_id=conference_id), pk=item_id)
    refuse_unless(conference, State.PLANNED)
    if item.dropped_at is None:
        item.dropped_at = at
        item.save(from_action=True, update_fields=["dropped_at"])
        tell_of(events.AGENDA_DROPPED, conference, by=by, at=at)
