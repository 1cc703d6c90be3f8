"""Cases that are past their time, requests to erase one, and legal holds to review, in My work."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.country.titles import title_of
from opennrm.foundation.actor import Actor
from opennrm.retention import access
from opennrm.web.templatetags.design import day
from opennrm.web.worklist import MOST, Item, Section, total


def past_their_time(actor: Actor, at: datetime) -> list[Section]:
    """The cases for which nobody has asked yet and that no hold keeps; no section where there is none."""
    held = access.holds_visible_to(actor).in_effect().values("case_id")
    asked = access.visible_to(actor).under_way().values("case_id")
    waiting = access.past_their_time(actor, at=at).exclude(case_id__in=held).exclude(case_id__in=asked)
    found = list(waiting.order_by("kept_until", "id")[:MOST])
    if not found:
        return []
    cases = case_access.visible_to(actor).in_bulk([closure.case_id for closure in found])
    items = [
        Item(
            title=_("Check whether to erase {reference}").format(reference=cases[closure.case_id].reference),
            url=reverse("erasure-ask", args=[closure.case_id]),
            hint=_("Kept until {day}").format(day=day(closure.kept_until)),
        )
        for closure in found
    ]
    title, all_url = _("Cases past their time"), reverse("erasure-list")
    return [Section(title=title, items=items, empty="", total=total(items, waiting), all_url=all_url)]


def to_decide(actor: Actor, at: datetime) -> list[Section]:
    """The requests on which the actor can decide; no section where there is none."""
    waiting = access.to_decide(actor)
    found = list(waiting.select_related("asked_by__agency").order_by("asked_at", "id")[:MOST])
    if not found:
        return []
    items = [
        Item(
            title=_("Decide whether to erase a case"),
            url=reverse("erasure-show", args=[erasure.pk]),
            hint=" · ".join((erasure.reference, erasure.asked_by.agency.name)),
        )
        for erasure in found
    ]
    title, all_url = _("Requests to erase a case"), reverse("erasure-requests")
    return [Section(title=title, items=items, empty="", total=total(items, waiting), all_url=all_url)]


def to_review(actor: Actor, at: datetime) -> list[Section]:
    """The legal holds whose day of review has come; no section where there is none."""
    found = list(access.to_review(actor, at=at).order_by("review_on", "id")[:MOST])
    if not found:
        return []
    cases = case_access.visible_to(actor).in_bulk([hold.case_id for hold in found])
    items = [
        Item(
            title=_("Check whether a legal hold is still needed"),
            url=reverse("hold-review", args=[hold.case_id, hold.pk]),
            hint=" · ".join((cases[hold.case_id].reference, title_of("hold_reasons", hold.reason))),
        )
        for hold in found
    ]
    return [Section(title=_("Legal holds to review"), items=items, empty="")]
