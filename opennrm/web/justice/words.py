"""Proceedings in words: counts, sentences, alerts."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opennrm.cases import access as case_access
from opennrm.country.pack import pack
from opennrm.country.titles import title_of
from opennrm.foundation.actor import Actor
from opennrm.justice import access, queries
from opennrm.justice.models import ChildInProceeding, Count, Hearing, Proceeding, Sentence
from opennrm.justice.states import CountState
from opennrm.justice.values import Basis, Facts
from opennrm.web.templatetags.design import moment

TONES = {
    CountState.GUILTY: "info",
    CountState.PLEADED_GUILTY: "info",
    CountState.SENTENCED: "info",
    CountState.UNDER_APPEAL: "warn",
    CountState.REPLACED: "quiet",
    CountState.QUASHED: "warn",
}


def offence_of(count: Count) -> str:
    """What a count is called."""
    offence = pack().justice.offences.get(count.offence)
    return offence.title if offence else count.offence


def term(months: int | None) -> str:
    """A term in years and months."""
    years, rest = divmod(months or 0, 12)
    parts = []
    if years:
        parts.append(ngettext("%(n)s year", "%(n)s years", years) % {"n": years})
    if rest or not parts:
        parts.append(ngettext("%(n)s month", "%(n)s months", rest) % {"n": rest})
    return " ".join(parts)


def sentence_in_words(row: Sentence, numbers: Mapping[UUID, int]) -> str:
    """What a court ordered for one count."""
    parts = [str(row.get_kind_display())]
    if row.months:
        parts.append(term(row.months))
    if row.suspended_months:
        parts.append(_("suspended for %(term)s") % {"term": term(row.suspended_months)})
    if row.amount:
        parts.append(f"{row.currency} {row.amount:,.0f}")
    if row.consecutive_to_id:
        parts.append(_("after count %(number)s") % {"number": numbers.get(row.consecutive_to_id, "?")})
    return ", ".join(parts)


def count_in_words(
    count: Count, names: Mapping[UUID, str], sentence: Sentence | None, numbers: Mapping[UUID, int]
) -> dict[str, Any]:
    """A count as the page of a proceeding shows it, with what can be done next."""
    is_lesser = count.facts == Facts.TRAFFICKING and count.basis != Basis.TRAFFICKING
    return {
        "count": count,
        "title": offence_of(count),
        "who": names.get(count.accused_id, ""),
        "law": ", ".join(filter(None, (count.law, count.section))),
        "state": count.get_state_display(),
        "tone": TONES.get(CountState(count.state), "neutral"),
        "lesser": count.get_lesser_because_display() if is_lesser else "",
        "verdict": CountState(count.verdict).label if count.verdict else "",
        "sentence": sentence_in_words(sentence, numbers) if sentence else "",
        "steps": [(label, reverse(page, args=[count.pk])) for page, label in _next(count)],
        "replaced": numbers.get(count.replaces_id) if count.replaces_id else None,
    }


def _next(count: Count) -> list[tuple[str, str]]:
    charged = [
        ("count-plea", _("Plea")),
        ("count-outcome", _("Outcome")),
        ("count-replace", _("Replace")),
    ]
    found: dict[str, list[tuple[str, str]]] = {
        CountState.LAID: charged,
        CountState.FOR_TRIAL: charged,
        CountState.NO_VERDICT: [("count-outcome", _("Outcome"))],
        CountState.PLEADED_GUILTY: [("count-sentence", _("Sentence"))],
        CountState.GUILTY: [("count-sentence", _("Sentence")), ("count-appeal", _("Appeal"))],
        CountState.NOT_GUILTY: [("count-appeal", _("Appeal"))],
        CountState.SENTENCED: [("count-appeal", _("Appeal"))],
        CountState.UNDER_APPEAL: [("count-appeal-result", _("Result of the appeal"))],
    }
    return found.get(count.state, [])


def alert_in_words(alert: queries.Alert) -> dict[str, Any]:
    """What there is to do, and where."""
    when = moment(alert.moment) if alert.moment else ""
    says = {
        "no_result": _("Record what became of the hearing of %(when)s") % {"when": when},
        "still": ngettext(
            "Nothing has happened for %(days)s day", "Nothing has happened for %(days)s days", alert.days
        )
        % {"days": alert.days},
        "remind": _("Look at this proceeding. It waits for the hearing of %(when)s") % {"when": when},
        "to_call": _("Say which children have to come to the hearing of %(when)s") % {"when": when},
        "measures": _("Decide about special measures for a child"),
        "restitution": _("Ask the court for restitution for a child"),
    }
    pages = {
        "no_result": ("proceeding-show", alert.proceeding.pk),
        "to_call": ("hearing-call", alert.of),
        "measures": ("child-in-court", alert.of),
        "restitution": ("restitution-ask", alert.of),
    }
    page, of = pages.get(alert.kind, ("proceeding-show", alert.proceeding.pk))
    return {
        "title": says[alert.kind],
        "url": reverse(page, args=[of]),
        "hint": name_of(alert.proceeding),
        "is_urgent": alert.kind in ("no_result", "still"),
        "kind": alert.kind,
    }


def name_of(proceeding: Proceeding) -> str:
    """What a proceeding is called: the court and its reference."""
    return " · ".join(filter(None, (title_of("courts", proceeding.court), proceeding.reference)))


def children_of(actor: Actor, proceeding: Proceeding) -> list[tuple[ChildInProceeding, str]]:
    """The children of a proceeding whom the actor may know of, each with the reference of their case."""
    rows = list(access.children(actor).filter(proceeding=proceeding).order_by("recorded_at", "id"))
    cases = case_access.visible_to(actor).filter(pk__in=[row.case_id for row in rows])
    references = dict(cases.values_list("pk", "reference"))
    return [(row, references.get(row.case_id, _("A case you no longer see"))) for row in rows]


def hearing_in_words(hearing: Hearing) -> str:
    """What a hearing is for, and when."""
    return f"{title_of('hearing_kinds', hearing.kind)}, {moment(hearing.starts_at)}"
