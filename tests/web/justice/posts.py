"""What a browser sends to the pages of proceedings, hearings and children in court."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from opennrm.country.pack import pack
from tests.walls.post import Fields, Post, code_of


def _day(name: str, days: int = 0) -> Fields:
    day = timezone.localdate(timezone=pack().zone) + timedelta(days=days)
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def _code(name: str) -> str:
    return code_of(pack().codes(name))


def _charge(**more: object) -> Fields:
    offence = code_of(pack().justice.offences)
    said = {
        "offence": offence,
        "basis": "trafficking_law",
        "facts": "trafficking_facts",
        "lesser_because": "",
    }
    return {**said, **_day("on"), "page": uuid4(), **more}


def _today(**more: object) -> Fields:
    return {**_day("on"), "page": uuid4(), **more}


def _times(days: int) -> Fields:
    return {**_day("on", days), "begins": "10:00 am", "until": "12:00 pm"}


PROCEEDING = {"role": "victim", "reference": "", **_day("opened_on", -1)}
TERM = {
    "kind": "imprisonment",
    "months": 12,
    "suspended_months": "",
    "amount": "",
    "consecutive_to": "",
    "time_served_days": "",
}
OFF = {"reason_code": "court_full", "requested_by": "court"}

POSTS = {
    "proceeding-new": Post(
        fields=lambda cast: {**PROCEEDING, "court": _code("courts"), "page": uuid4()},
        records=("proceeding.opened", "court.child_added"),
    ),
    "proceeding-add-child": Post(
        fields=lambda cast: {"proceeding_id": cast.ids["proceeding_id"], "role": "victim", "page": uuid4()},
    ),
    "proceeding-close": Post(
        fields=lambda cast: {**_day("closed_on"), "page": uuid4()},
        records=("proceeding.closed", "court.child_ended"),
    ),
    "proceeding-remind": Post(records=("proceeding.reminded",)),
    "accused-new": Post(
        fields=lambda cast: {
            "kind": "legal",
            "name": "Invented Shipping",
            "sex": "U",
            "suspect": "",
            "page": uuid4(),
        },
        records=("accused.added",),
    ),
    "count-new": Post(
        fields=lambda cast: _charge(accused=cast.ids["accused_id"], victims=[cast.ids["child_id"]]),
        records=("count.laid",),
    ),
    "count-replace": Post(fields=lambda cast: _charge(reason="It was amended."), records=("count.replaced",)),
    "count-plea": Post(fields=lambda cast: _today(plea="not_guilty"), records=("count.plea",)),
    "count-outcome": Post(
        fields=lambda cast: _today(to="withdrawn", reason="No evidence was left."),
        records=("count.disposed",),
    ),
    "count-sentence": Post(fields=lambda cast: _today(**TERM), records=("sentence.entered",)),
    "count-appeal": Post(
        fields=lambda cast: _today(appealed_by="defence", against="sentence"), records=("appeal.filed",)
    ),
    "count-appeal-result": Post(
        fields=lambda cast: _today(result="dismissed", **TERM), records=("appeal.decided",)
    ),
    "count-final": Post(records=("count.final",)),
    "hearing-new": Post(
        fields=lambda cast: {
            **_times(400),
            "kind": _code("hearing_kinds"),
            "child_needed": "no",
            "page": uuid4(),
        },
        records=("hearing.listed",),
    ),
    "hearing-held": Post(fields=lambda cast: {"orders": "", "page": uuid4()}, records=("hearing.held",)),
    "hearing-adjourn": Post(
        fields=lambda cast: {**OFF, **_times(400), "page": uuid4()},
        records=("hearing.listed", "hearing.adjourned"),
    ),
    "hearing-vacate": Post(fields=lambda cast: {**OFF, "page": uuid4()}, records=("hearing.vacated",)),
    "hearing-call": Post(
        fields=lambda cast: {"children": [], "page": uuid4()},
        records=("interview.child_time_removed", "court.not_called"),
    ),
    "court-contact": Post(
        fields=lambda cast: {"contact": "An aunt stays", "page": uuid4()}, records=("court.contact_named",)
    ),
    "court-dropped-out": Post(
        fields=lambda cast: _today(reason="She wants to forget it."), records=("court.dropped_out",)
    ),
    "court-plan": Post(
        fields=lambda cast: {"told_by": "An aunt", "safe_way": "At school", "seen": 1, "page": uuid4()},
        records=("child_in_court.opened", "court.planned"),
    ),
    "court-happened": Post(
        fields=lambda cast: _today(event="bail", begins="10:00 am", walks_out="on"),
        records=("court.to_be_told",),
    ),
    "court-told": Post(
        fields=lambda cast: {**_day("on", -1), "begins": "10:00 am", "how": "By her aunt", "page": uuid4()},
        records=("court.child_told",),
    ),
    "measure-new": Post(fields=lambda cast: _today(kind="breaks"), records=("court.measure",)),
    "measure-step": Post(fields=lambda cast: _today(to="filed", reasons=""), records=("court.measure",)),
    "restitution-ask": Post(
        fields=lambda cast: _today(losses="Earnings"), records=("court.restitution_asked",)
    ),
    "restitution-new": Post(
        fields=lambda cast: _today(amount="5000", way="to_victim"), records=("court.restitution_ordered",)
    ),
    "payment-new": Post(
        fields=lambda cast: _today(amount="10", receipt=""), records=("court.restitution_paid",)
    ),
    "restitution-set-aside": Post(fields=lambda cast: _today(), records=("court.restitution_set_aside",)),
    "payment-withdraw": Post(records=("court.payment_withdrawn",)),
}
