"""A dozen trainings, campaigns and talks of two quarters, and two inspections."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from opennrm.country.pack import pack
from opennrm.prevention import activities, attendance, certificates, curricula, inspections, publishing
from opennrm.prevention.attendance import Entry
from opennrm.prevention.models import Curriculum, Kind
from opennrm.prevention.rules import Quarter

from .course import Acting, EndsHere

SCREENING: dict[str, Any] = {
    "code": "SCREEN-1",
    "title": "Screening children",
    "hours": Decimal(8),
    "audience": [],
    "topics": ["identification"],
    "certificate_kind": "screening",
    "validity_months": 24,
    "pass_mark": 70,
    "is_refresher": False,
}
NAMES = (
    ("Denise Palmer", "police", 8, 92),
    ("Curtis Hylton", "police", 8, 74),
    ("Yanique Forbes", "social_worker", 8, 88),
    ("Leroy Samms", "teacher", 5, 90),
    ("Opal Reckord", "health", 8, 61),
    ("Winston Blair", "labour_inspector", 7, 81),
)
"""Who was at the trainings: name, role, hours and result of the test."""
TRAININGS = ((-130, 6), (-95, 4), (-40, 6), (-12, 3), (20, 0))
"""How many days from today a training is, and how many people were there."""
TALKS: tuple[tuple[int, str, str, int], ...] = (
    (-120, "Talk at a school", "school", 210),
    (-60, "Talk at a church", "church", 45),
    (-25, "Talk in the market", "community", 80),
    (15, "Talk at a hotel", "workplace", 0),
)
"""How many days from today a talk is, its title, where, and how many were present."""
CAMPAIGNS: tuple[tuple[int, str, str, tuple[str, int, bool]], ...] = (
    (-110, "Ask first: radio", "radio", ("listeners", 120_000, True)),
    (-30, "Ask first: posters", "poster", ("materials", 300, False)),
    (5, "Ask first: text messages", "sms", ("impressions", 0, False)),
)
"""How many days from today a campaign is, its title, channel and reach."""
AN_INSPECTION: dict[str, Any] = {
    "inspectors": 2,
    "trafficking_check": "done",
    "why_not": "",
    "result": "notice",
    "employer": "The Blue Lagoon Lounge",
    "premises": "Harbour Street",
    "women": 6,
    "men": 2,
    "others": 0,
    "nationalities": [],
    "under_18": 0,
    "signs": [],
    "penalty": "",
}


class _Making:
    """What is made, by whom and when."""

    def __init__(self, acting: Acting, at: datetime) -> None:
        self._acting, self._at = acting, at
        self.today = at.astimezone(pack().zone).date()
        self._made = 0

    def do(self, verb: Any, *which: Any, by: str = "trainer", **given: Any) -> Any:
        with self._acting(by) as actor:
            return verb(*which, by=actor, at=self._at, **given)

    def plan(self, kind: Kind, title: str, days: int, **facts: Any) -> tuple[UUID, date]:
        day, areas = self.today + timedelta(days=days), pack().areas
        self._made += 1
        area = areas[self._made % len(areas)].code
        common: dict[str, Any] = {"title": title, "first_day": day, "last_day": day, "area": area}
        row = self.do(activities.plan, kind, page=f"invented {self._made}", **common, **facts)
        return row.pk, day

    def finish(self, activity_id: UUID, *, confirmed: bool) -> None:
        self.do(activities.hold, activity_id)
        self.do(activities.report, activity_id)
        if confirmed:
            self.do(activities.confirm, activity_id, by="figures")

    def training(self, course: Curriculum, days: int, people: int) -> None:
        facts: dict[str, Any] = {
            "curriculum": course,
            "mode": "room",
            "venue": "School hall",
            "trainer": "Marva Ledgister",
        }
        activity, _day = self.plan(Kind.TRAINING, "Screening children", days, **facts)
        entries = [
            self._entry(name, role, sex="female" if number % 2 else "male", hours=Decimal(hours), post=post)
            for number, (name, role, hours, post) in enumerate(NAMES[:people])
        ]
        if entries:
            self.do(attendance.add_all, activity, entries)
            self.do(activities.hold, activity)
            self.do(certificates.issue, activity)
            self.do(activities.report, activity)
            if days < -20:
                self.do(activities.confirm, activity, by="figures")

    def _entry(self, name: str, role: str, **facts: Any) -> Entry:
        agency, area = "Invented office", pack().areas[0].code
        return Entry(name=name, agency=agency, role=role, age_band="from_25", area=area, **facts)

    def talk(self, days: int, title: str, setting: str, present: int) -> None:
        school = {"school_code": "S-014", "has_club": True, "uses_curriculum": True}
        facts = school if setting == "school" else {}
        activity, _day = self.plan(Kind.OUTREACH, title, days, setting=setting, **facts)
        if present:
            band = "from_12_to_17" if setting == "school" else "from_25"
            heads = {"role": "pupil" if setting == "school" else "public", "age_band": band}
            self._heads(activity, "female", present // 2, heads)
            self._heads(activity, "not_known", present - present // 2, heads)
            self.finish(activity, confirmed=True)

    def _heads(self, activity: UUID, sex: str, number: int, heads: dict[str, str]) -> None:
        where = pack().areas[0].code
        self.do(activities.add_head_count, activity, number=number, sex=sex, area=where, **heads)

    def campaign(self, days: int, title: str, channel: str, reach: tuple[str, int, bool]) -> None:
        said = {"channel": channel, "message": "Somebody offers you work abroad? Ask first."}
        activity, _day = self.plan(Kind.CAMPAIGN, title, days, **said)
        measure, number, is_estimate = reach
        if number:
            given: dict[str, Any] = {"measure": measure, "number": number, "is_estimate": is_estimate}
            self.do(activities.add_reach, activity, source="Figures of the station or the printer", **given)
            self.finish(activity, confirmed=True)

    def inspection(self, days: int, *, is_made: bool) -> None:
        day = self.today + timedelta(days=days)
        facts: dict[str, Any] = {
            "day": day,
            "target": "night_club",
            "area": pack().areas[0].code,
            "is_announced": False,
        }
        where = {"reason": "routine", "employer": "The Blue Lagoon Lounge", "premises": "Harbour Street"}
        page = f"invented inspection {days}"
        row = self.do(inspections.plan, page=page, by="labour_inspector", **facts, **where)
        if is_made:
            self.do(inspections.do, row.pk, by="labour_inspector", day=day, **AN_INSPECTION)
            self.do(inspections.sign_off, row.pk, by="labour_inspector")


def prevent(acting: Acting, *, at: datetime) -> None:
    """Let all of it happen, as far as this country has the roles; the quarter before this one is published."""
    making = _Making(acting, at)
    try:
        course = making.do(curricula.add, **SCREENING)
        for days, people in TRAININGS:
            making.training(course, days, people)
        for talk in TALKS:
            making.talk(*talk)
        for campaign in CAMPAIGNS:
            making.campaign(*campaign)
        making.do(publishing.publish, Quarter.of(making.today).moved(-1), by="figures")
        making.inspection(-9, is_made=True)
        making.inspection(6, is_made=False)
    except EndsHere:
        return


BESIDE = (prevent,)
