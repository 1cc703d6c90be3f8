"""The worked examples P1 to P7 and P9 as far as they are rules: without a database."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from opennrm.prevention import counting, rules
from opennrm.prevention.counting import Attended, Counted, Given, Inspected, Reached, Talk, Terms, Training
from opennrm.prevention.rules import Passed, Quarter, Standing

TERMS = Terms(
    trained_percent=80,
    first_responder_roles=("police",),
    justice_roles=("judge",),
    identification_topics=("identification",),
)


def counted(**given) -> dict[tuple[str, str, str, str, bool], int]:
    lines = counting.lines(Given(**given), TERMS)
    return {(each.indicator, each.unit, each.by, each.among, each.is_estimate): each.number for each in lines}


def figure(found, indicator: str, unit: str, by: str = "", among: str = "", *, estimate: bool = False) -> int:
    return found.get((indicator, unit, by, among, estimate), 0)


def there(person: bytes, hours: int = 8, post: int | None = None, role: str = "police") -> Attended:
    return Attended(person=person, role=role, sex="female", hours=Decimal(hours), post=post)


def training(*attended: Attended, number: int = 0, **facts) -> Training:
    heads = [Counted(sex="not_known", age_band="not_known", area="", number=number)] if number else []
    return Training(of_hours=Decimal(8), attended=attended, counted=heads, **facts)


def test_p1_three_trainings_of_one_officer_are_three_attendances_and_one_person():
    found = counted(trainings=[training(there(b"one")) for _each in range(3)])
    assert figure(found, "PV02", "attendances") == 3
    assert figure(found, "PV02", "people") == figure(found, "PV02", "trained") == 1


def test_p2_five_of_eight_hours_are_not_trained_and_not_passed_but_attended():
    assert not rules.is_trained(Decimal(5), Decimal(8), percent=80)
    assert rules.passed(90, pass_mark=70, is_trained=False) is Passed.NO
    found = counted(trainings=[training(there(b"one", hours=5, post=90), pass_mark=70)])
    units = {unit: figure(found, "PV02", unit) for unit in ("attendances", "people", "trained", "passed")}
    assert units == {"attendances": 1, "people": 1, "trained": 0, "passed": 0}


def test_p3_head_count_and_named_list_are_both_kept():
    found = counted(trainings=[training(*(there(bytes([each])) for each in range(1, 23)), number=27)])
    assert (figure(found, "PV02", "people"), figure(found, "PV02", "present")) == (22, 27)


def test_p4_channels_are_never_added_and_estimates_stay_apart():
    def reach(channel: str, measure: str, number: int, *, estimate: bool = False) -> Reached:
        return Reached(channel=channel, measure=measure, number=number, is_estimate=estimate)

    reached = [reach("radio", "listeners", 120_000, estimate=True), reach("poster", "materials", 300)]
    talks = [
        Talk(counted=[Counted(sex="female", age_band="not_known", area="", number=40)]) for _each in "ab"
    ]
    found = counted(reached=reached, talks=talks)
    of_channel = {key: number for key, number in found.items() if key[0] == "PV01" and not key[2]}
    assert of_channel == {("PV01", "present_at_talks", "", "", False): 80}
    assert figure(found, "PV01", "listeners", "campaign_channels", "radio", estimate=True) == 120_000
    assert figure(found, "PV01", "listeners", "campaign_channels", "radio") == 0
    assert figure(found, "PV01", "materials", "campaign_channels", "poster") == 300


@dataclass
class Held:
    """A certificate."""

    valid_from: date
    valid_until: date
    is_revoked: bool = False


def test_p5_a_refresher_renews_a_certificate_within_ninety_days_of_its_end():
    first = Held(date(2024, 4, 1), date(2026, 3, 31))
    refreshed_on = date(2026, 5, 20)
    assert rules.may_refresh([first], refreshed_on, renewal_days=90)
    assert not rules.may_refresh([first], date(2026, 6, 30), renewal_days=90)
    both = [first, Held(refreshed_on, rules.last_valid_day(refreshed_on, 24))]
    days = [date(2026, 3, 31), date(2026, 4, 1), date(2026, 5, 19), refreshed_on]
    assert [rules.counts_on(both, day) for day in days] == [True, False, False, True]


def test_p7_an_inspection_without_a_check_counts_as_an_inspection_and_not_in_pv05():
    def inspected(checked: bool) -> Inspected:
        return Inspected(target="night_club", area="JM-08", result="nothing", has_checked=checked)

    found = counted(inspected=[inspected(checked=True), inspected(checked=False)])
    assert (figure(found, "PV05", "inspections"), figure(found, "PV05", "with_check")) == (2, 1)
    assert figure(found, "PV05", "with_check", "inspection_targets", "night_club") == 1


def test_p9_a_sex_that_is_not_known_is_never_spread_over_the_others():
    def heads(sex: str, band: str, number: int) -> Counted:
        return Counted(sex=sex, age_band=band, area="JM-01", number=number)

    talk = Talk(
        counted=[
            heads("female", "from_25", 4), heads("female", "from_12_to_17", 100),
            heads("male", "from_12_to_17", 95), heads("not_known", "from_12_to_17", 15),
        ]
    )  # fmt: skip
    found = counted(talks=[talk])
    sexes = ("female", "male", "not_known")
    assert [figure(found, "PV01", "present_at_talks", "people_sexes", sex) for sex in sexes] == [104, 95, 15]
    assert figure(found, "PV01", "present_at_talks", "age_bands", "from_12_to_17") == 210
    assert figure(found, "PV01", "present_at_talks") == 214


def test_first_responders_and_justice_officials_are_counted_by_role_and_topic():
    on_topic = training(there(b"a"), there(b"b", role="teacher"), topics=["identification"])
    other = training(there(b"c"), there(b"d", role="judge", post=80), topics=["law"], pass_mark=70)
    found = counted(trainings=[on_topic, other])
    assert figure(found, "PT15", "trained") == 1
    assert (figure(found, "PR10", "trained"), figure(found, "PR10", "passed")) == (1, 1)
    assert figure(found, "PV02", "trained", "prevention_roles", "police") == 2


def test_who_gave_no_name_is_an_attendance_and_no_person_and_who_said_no_hours_is_not_trained():
    nobody = Attended(person=b"", role="police", sex="male", hours=Decimal(8))
    unsaid = Attended(person=b"x", role="police", sex="male")
    found = counted(trainings=[training(nobody, unsaid)])
    units = {unit: figure(found, "PV02", unit) for unit in ("attendances", "people", "trained", "present")}
    assert units == {"attendances": 2, "people": 1, "trained": 0, "present": 2}


def test_a_school_counts_once_a_year_and_what_others_counted_is_by_channel():
    found = counted(
        schools=[("S1", "JM-01"), ("S1", "JM-01"), ("S2", "JM-02")],
        tallies=[("hotline_contacts", "JM-01", "telephone", 30), ("hotline_referred", "", "telephone", 6)],
    )
    assert figure(found, "PV06", "schools") == 2
    assert (figure(found, "PV04", "contacts"), figure(found, "PV04", "referred")) == (30, 6)
    assert figure(found, "PV04", "contacts", "contact_channels", "telephone") == 30


@pytest.mark.parametrize(
    "on, revoked, expected",
    [
        (date(2025, 12, 31), False, Standing.NOT_YET),
        (date(2026, 1, 1), False, Standing.VALID),
        (date(2026, 10, 31), False, Standing.VALID),
        (date(2026, 11, 1), False, Standing.EXPIRING),
        (date(2026, 12, 31), False, Standing.EXPIRING),
        (date(2027, 1, 1), False, Standing.EXPIRED),
        (date(2026, 6, 1), True, Standing.REVOKED),
    ],
)
def test_how_a_certificate_stands(on, revoked, expected):
    certificate = Held(date(2026, 1, 1), date(2026, 12, 31), revoked)
    assert rules.standing(certificate, on=on, expiring_days=60) is expected


def test_a_certificate_for_months_ends_the_day_before():
    assert rules.last_valid_day(date(2024, 2, 29), 12) == date(2025, 2, 27)
    assert rules.last_valid_day(date(2026, 5, 20), 24) == date(2028, 5, 19)


def test_quarters():
    assert Quarter.of(date(2026, 12, 1)) == Quarter(2026, 4)
    assert (Quarter(2026, 1).first, Quarter(2026, 1).last) == (date(2026, 1, 1), date(2026, 3, 31))
    assert Quarter(2026, 1).moved(-1) == Quarter(2025, 4)
    assert Quarter.read("2026-4") == Quarter(2026, 4)
    assert [Quarter.read(text) for text in ("", "2026", "2026-5", "0000-1", "٢٠٢٦-1", "x")] == [None] * 6


def test_two_spellings_of_a_name_are_one_person():
    assert rules.normal(" Zoë  O\u2019Neil-Brown ") == rules.normal("ZOE o neil brown")
