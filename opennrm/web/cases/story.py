"""The timeline of a case as sentences."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from opennrm.agencies.models import Account, Agency
from opennrm.cases.models import TimelineEntry
from opennrm.country.pack import pack
from opennrm.screening import wording
from opennrm.web.design import entries


def tell(rows: Iterable[TimelineEntry]) -> list[entries.TimelineEntry]:
    """Each entry as what happened, who did it, and a link where there is more to read."""
    rows = list(rows)
    named = {str(row.detail["to"]) for row in rows if row.kind == "case.assigned" and "to" in row.detail}
    names = {str(pk): name for pk, name in Account.objects.filter(pk__in=named).values_list("pk", "name")}
    asked = {str(row.detail["agency"]) for row in rows if "agency" in row.detail}
    if asked:
        names |= {str(pk): name for pk, name in Agency.objects.filter(pk__in=asked).values_list("pk", "name")}
    return [
        entries.TimelineEntry(
            at=row.at,
            title=sentence(row, names),
            by=_by(row),
            body=_reason(row),
            url=_url(row),
            tone=TONES.get(row.kind, "neutral"),
        )
        for row in rows
    ]


TONES = {
    "concern.received": "info",
    "identification.decided": "warn",
    "decision.lapsed": "danger",
    "referral.accepted": "good",
    "referral.completed": "good",
    "referral.declined": "danger",
    "referral.expired": "danger",
    "referral.no_show": "danger",
    "clock.moved": "warn",
    "clock.paused": "quiet",
    "clock.resumed": "quiet",
}


def sentence(row: TimelineEntry, names: dict[str, str]) -> str:
    """What happened, in one sentence; a kind that is not known yet is still told."""
    detail = row.detail
    words = {
        "service": _code(pack().service_kinds, detail.get("purpose", "")),
        "person": names.get(str(detail.get("to")), _("a colleague")),
        "clock": pack().clocks[detail["rule"]].title if detail.get("rule") in pack().clocks else "",
        "result": str(wording.OUTCOMES.get(detail.get("outcome", ""), "")).lower(),
        "agency": names.get(str(detail.get("agency")), _("an agency")),
        "state": _state(row).lower(),
    }
    return _sentences().get(row.kind, _("Something was recorded: {kind}")).format(kind=row.kind, **words)


def _sentences() -> dict[str, str]:
    return {
        "concern.received": _("A concern was reported"),
        "case.assigned": _("The case was assigned to {person}"),
        "screening.completed": _("The child was screened: {result}"),
        "identification.decided": _("Decided: {state}"),
        "decision.asked": _("An agency was asked for a decision: {agency}"),
        "decision.withdrawn": _("The request for a decision was withdrawn: {agency}"),
        "decision.lapsed": _("The agency did not decide in time: {agency}"),
        "referral.sent": _("A service was asked to help: {service}"),
        "referral.accepted": _("The service accepted: {service}"),
        "referral.declined": _("The service declined: {service}"),
        "referral.withdrawn": _("The request was withdrawn: {service}"),
        "referral.expired": _("The service did not answer in time: {service}"),
        "referral.no_show": _("The child did not come: {service}"),
        "referral.completed": _("The service has finished helping: {service}"),
        "clock.moved": _("A time limit was moved: {clock}"),
        "clock.paused": _("A time limit was paused: {clock}"),
        "clock.resumed": _("A time limit was resumed: {clock}"),
        "document.added": _("A document was added"),
    }


def _state(row: TimelineEntry) -> str:
    decided = row.kind == "identification.decided"
    return _(pack().identification.state(row.detail["to"]).title) if decided else ""


def _reason(row: TimelineEntry) -> str:
    if row.kind == "clock.moved":
        return _(
            "From {before} to {after}, because holidays or closures in the calendar of working days changed."
        ).format(before=_day(row.detail["from"]), after=_day(row.detail["to"]))
    codes = {
        "referral.declined": (pack().decline_reasons, "reason"),
        "referral.withdrawn": (pack().withdraw_reasons, "reason"),
        "referral.completed": (pack().outcomes, "outcome"),
        "clock.paused": (pack().pause_reasons, "reason"),
    }
    if row.kind not in codes:
        return ""
    mapping, key = codes[row.kind]
    return _code(mapping, row.detail.get(key, ""))


def _code(mapping, code: str) -> str:
    return mapping[code].title if code in mapping else code


def _day(moment: str) -> str:
    return date_format(datetime.fromisoformat(moment).astimezone(pack().zone), "j F Y")


def _by(row: TimelineEntry) -> str:
    if row.account is None:
        return _("the system")
    return _("{name}, {agency}").format(name=row.account.name, agency=row.agency.name if row.agency else "")


def _url(row: TimelineEntry) -> str:
    try:
        if row.kind.startswith("referral.") and row.detail.get("referral"):
            return reverse("referral-show", args=[row.detail["referral"]])
        if row.kind == "screening.completed" and row.detail.get("screening"):
            return reverse("screening-show", args=[row.case_id, row.detail["screening"]])
    except NoReverseMatch:
        return ""
    return ""
