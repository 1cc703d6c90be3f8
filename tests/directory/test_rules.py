"""Whether a service fits a child, and why."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opennrm.directory.rules import STALE_AFTER, Child, Subject, Verdict, fit, is_stale, rank

AT = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
AREAS, SEXES, LANGUAGES, KINDS = ["XX-01", "XX-02"], ["female", "male"], ["aaa", "bbb"], ["shelter", "school"]


@dataclass(frozen=True)
class Service:
    name: str = "A service"
    kind: str = "shelter"
    areas: tuple[str, ...] = ("XX-01",)
    age_from: int = 12
    age_to: int = 17
    sexes: tuple[str, ...] = ("female",)
    languages: tuple[str, ...] = ("aaa",)
    places_free: int | None = 2
    confirmed_at: datetime | None = AT - timedelta(days=1)


GIRL = Child(age=14, sex="female", area="XX-01", languages=("aaa",))

services = st.builds(
    Service,
    name=st.text(max_size=4),
    kind=st.sampled_from(KINDS),
    areas=st.lists(st.sampled_from(AREAS), unique=True).map(tuple),
    age_from=st.integers(0, 9),
    age_to=st.integers(9, 17),
    sexes=st.lists(st.sampled_from(SEXES), unique=True).map(tuple),
    languages=st.lists(st.sampled_from(LANGUAGES), unique=True).map(tuple),
    places_free=st.none() | st.integers(0, 3),
    confirmed_at=st.none() | st.integers(0, 40).map(lambda days: AT - timedelta(days=days)),
)
children = st.builds(
    Child,
    age=st.none() | st.integers(0, 17),
    sex=st.sampled_from(["", "not_known", *SEXES]),
    area=st.sampled_from(["", *AREAS]),
    languages=st.lists(st.sampled_from(LANGUAGES), unique=True).map(tuple),
)


def test_a_service_that_says_all_the_right_things_fits():
    found = fit(Service(), GIRL, kind="shelter", at=AT)
    assert found.fits
    assert {reason.verdict for reason in found.reasons} == {Verdict.FOR}


@pytest.mark.parametrize(
    ("change", "subject"),
    [
        ({"kind": "school"}, Subject.KIND),
        ({"age_from": 15}, Subject.AGE),
        ({"age_to": 13}, Subject.AGE),
        ({"sexes": ("male",)}, Subject.SEX),
        ({"areas": ("XX-02",)}, Subject.AREA),
        ({"languages": ("bbb",)}, Subject.LANGUAGE),
        ({"places_free": 0}, Subject.PLACES),
    ],
)
def test_one_thing_against_it_and_it_does_not_fit(change, subject):
    found = fit(replace(Service(), **change), GIRL, kind="shelter", at=AT)
    assert [reason.subject for reason in found.against()] == [subject]
    assert found.against(but=[subject]) == ()


def test_an_old_word_about_places_neither_speaks_for_nor_against():
    for places in (0, 3):
        old = Service(places_free=places, confirmed_at=AT - STALE_AFTER - timedelta(seconds=1))
        assert fit(old, GIRL, at=AT).verdict_on(Subject.PLACES) is Verdict.UNKNOWN
        assert fit(old, GIRL, at=AT).verdict_on(Subject.CONFIRMED) is Verdict.UNKNOWN


def test_what_was_never_confirmed_is_stale_and_what_is_just_two_weeks_old_is_not():
    assert is_stale(None, at=AT)
    assert not is_stale(AT - STALE_AFTER, at=AT)


@given(services)
def test_nothing_known_of_a_child_excludes_nothing_but_a_full_house(service):
    against = fit(service, Child(), at=AT).against()
    assert {reason.subject for reason in against} <= {Subject.PLACES}


@given(services, children)
def test_knowing_less_never_excludes_more(service, child):
    known = {reason.subject for reason in fit(service, child, at=AT).against()}
    for blank in ({"age": None}, {"sex": ""}, {"sex": "not_known"}, {"area": ""}, {"languages": ()}):
        less = {reason.subject for reason in fit(service, replace(child, **blank), at=AT).against()}
        assert less <= known


@given(services, children)
def test_every_subject_has_exactly_one_reason(service, child):
    assert [reason.subject for reason in fit(service, child, at=AT).reasons] == list(Subject)


@given(st.lists(services, max_size=8), children)
def test_what_fits_stands_before_what_does_not(offered, child):
    found = [(service, fit(service, child, kind="shelter", at=AT)) for service in offered]
    ordered = sorted(found, key=lambda pair: rank(*pair))
    fits = [one.fits for _service, one in ordered]
    assert fits == sorted(fits, reverse=True)


def test_known_free_places_stand_before_unknown_ones():
    known, unknown = Service(name="Z"), Service(name="A", places_free=None)
    ordered = sorted([unknown, known], key=lambda service: rank(service, fit(service, GIRL, at=AT)))
    assert ordered == [known, unknown]
