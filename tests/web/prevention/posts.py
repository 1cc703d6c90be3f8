"""What a browser sends to the pages of prevention."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from opennrm.country.pack import pack
from opennrm.prevention.models import Activity
from tests.prevention.scene import today
from tests.walls.cast import Cast
from tests.walls.post import Fields, Post

LIST = b"Name,Agency,Role,Sex\nBea Green,Harbour police,Police officer,F\n"
PEOPLE = {"role": "police", "sex": "female", "age_band": "from_25"}


def sent_date(name: str, day: date) -> Fields:
    """A day as a browser sends it, in three boxes."""
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def _area() -> str:
    return pack().areas[0].code


def _activity(cast: Cast) -> Fields:
    version = Activity.objects.using("setup").get(pk=cast.ids["activity_id"]).version
    days = {**sent_date("first_day", today()), **sent_date("last_day", today())}
    return {"title": "A talk", "area": _area(), "setting": "community", "version": version, **days}


def _campaign(cast: Cast) -> Fields:
    return {**_activity(cast), "channel": "radio", "message": "Ask first"}


def _people(cast: Cast) -> Fields:
    return {**PEOPLE, "area": _area()}


def _curriculum(cast: Cast) -> Fields:
    return {"title": "A course", "hours": "8", "topics": ["law"], "code": "LAW-1"}


def _inspection(cast: Cast) -> Fields:
    return {
        "target": "farm",
        "area": _area(),
        "reason": "routine",
        "is_announced": "no",
        **sent_date("day", today()),
    }


def _found(cast: Cast) -> Fields:
    return {
        "inspectors": 2,
        "trafficking_check": "done",
        "under_18": 0,
        "result": "nothing",
        **sent_date("day", today()),
    }


def _survey(cast: Cast) -> Fields:
    asked = {"question": "Which offers are risky?", "phase": "once", "method": "At the door"}
    return {**asked, "sample": 9, "knowing": 3, **sent_date("day", today())}


def _tally(cast: Cast) -> Fields:
    quarter = f"{today().year}-{(today().month + 2) // 3}"
    return {"kind": "online_reports", "quarter": quarter, "number": 4, "source": "The police"}


POSTS = {
    "activity-new": Post(fields=_campaign, records=("activity.planned",)),
    "activity-change": Post(fields=_activity, records=("activity.changed",)),
    "activity-hold": Post(records=("activity.held",)),
    "activity-cancel": Post(fields=lambda cast: {"reason": "Rain."}, records=("activity.cancelled",)),
    "activity-report": Post(fields=lambda cast: {"difference": "No names."}, records=("activity.reported",)),
    "activity-explain": Post(
        fields=lambda cast: {"difference": "No names."}, records=("activity.difference_explained",)
    ),
    "activity-take-back": Post(records=("activity.taken_back",)),
    "activity-confirm": Post(records=("activity.confirmed",)),
    "head-count-new": Post(
        fields=lambda cast: {**_people(cast), "sex": "male", "number": 3}, records=("head_count.added",)
    ),
    "head-count-withdraw": Post(records=("head_count.withdrawn",)),
    "reach-new": Post(
        fields=lambda cast: {
            "measure": "impressions",
            "number": 5,
            "source": "Notes",
            "is_estimate": "counted",
        },
        records=("reach.added",),
    ),
    "reach-withdraw": Post(records=("reach.withdrawn",)),
    "attendance-new": Post(fields=_people, records=("attendance.added",)),
    "attendance-upload": Post(
        fields=lambda cast: {"file": SimpleUploadedFile("list.csv", LIST)}, records=("attendance.added",)
    ),
    "attendance-correct": Post(fields=lambda cast: {"hours": "6"}, records=("attendance.added",)),
    "attendance-withdraw": Post(records=("attendance.withdrawn",)),
    "sign-in-open": Post(records=("activity.sign_in_opened",)),
    "sign-in-close": Post(records=("activity.sign_in_closed",)),
    "training-certificate-issue": Post(records=("training_certificate.issued",)),
    "curriculum-new": Post(fields=_curriculum, records=("curriculum.added",)),
    "curriculum-replace": Post(fields=_curriculum, records=("curriculum.replaced",)),
    "training-certificate-revoke": Post(
        fields=lambda cast: {"reason": "A mistake."}, records=("training_certificate.revoked",)
    ),
    "inspection-new": Post(fields=_inspection, records=("inspection.planned",)),
    "inspection-record": Post(fields=_found, records=("inspection.done",)),
    # Nobody of the agency has reported a concern, so there is no receipt to enter.
    "inspection-receipt": Post(
        fields=lambda cast: {"number": "CF-2222-2222-2222"}, otherwise={"labour_inspector": 422}
    ),
    "inspection-sign-off": Post(records=("inspection.signed_off",)),
    "inspection-cancel": Post(records=("inspection.cancelled",)),
    "prevention-publish": Post(records=("prevention_figures.published",)),
    "survey-new": Post(fields=_survey, records=("survey.added",)),
    "survey-withdraw": Post(records=("survey.withdrawn",)),
    "tally-new": Post(fields=_tally, records=("tally.added",)),
    "tally-withdraw": Post(records=("tally.withdrawn",)),
}
