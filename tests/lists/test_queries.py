"""What each filter finds, in which order lists stand, and that neither shows what is hidden."""

from datetime import timedelta

import pytest
from django.utils import timezone

from opennrm.cases.holders import GONE, NOBODY
from opennrm.cases.models import Clock
from opennrm.country.pack import pack
from opennrm.invented.screening import presumed, screened
from opennrm.lists import queries
from opennrm.lists.rules import EVERYTHING, ME, NOT_ASSESSED, Order, Wanted
from opennrm.screening.models import Identification
from tests.screening.cases import office

NOW = timezone.now()


@pytest.fixture
def scene(world):
    """Four cases, by what tells them apart."""
    works = office(world)
    low, *_others, high = pack().codes("risk_levels")
    ago = {"old": 9, "risky": 6, "young": 3, "new": 1}
    facts = {
        "old": {"area": pack().areas[0].code, "age": 16, "sex": "female"},
        "risky": {"risk": high, "age": 15},
        "young": {"age": 8, "risk": low, "sex": "male"},
        "new": {"is_urgent": True},
    }
    works.cases = {
        name: works.case(at=NOW - timedelta(days=days), assigned=name != "new", **facts[name])
        for name, days in ago.items()
    }
    # Which time limits there are, the country pack says. Here each case has the one that a test needs.
    Clock.objects.using("setup").update(stopped_at=NOW, from_action=True)
    for name, days in (("young", -1), ("old", 2)):
        clock = Clock.objects.using("setup").filter(case_id=works.cases[name]).order_by("id")[:1]
        Clock.objects.using("setup").filter(pk__in=[each.pk for each in clock]).update(
            stopped_at=None, due_at=NOW + timedelta(days=days), from_action=True
        )
    return works


def found(scene, wanted, *, by=None, size=10) -> list[str]:
    """The names of the cases of a list, all its pages, in their order."""
    names = {case_id: name for name, case_id in scene.cases.items()}
    with scene.world.acting(by or scene.supervisor) as actor:
        chunks = list(queries.chunks(actor, wanted, size=size, at=NOW))
    return [names[case.pk] for chunk in chunks for case in chunk]


def test_each_filter_finds_what_it_says(scene):
    today = timezone.localdate(NOW, timezone=pack().zone)
    kind, highest = next(iter(pack().codes("concern_kinds"))), list(pack().codes("risk_levels"))[-1]
    taken_by = str(scene.caseworker.membership.pk)
    cases = {
        Wanted(area=(pack().areas[0].code, "nowhere")): "old",
        Wanted(sex="male"): "young",
        Wanted(age_from=15): "risky old",
        Wanted(age_from=9, age_to=15): "risky",
        Wanted(risk=(NOT_ASSESSED,)): "new old",
        Wanted(risk=(highest,)): "risky",
        Wanted(risk=(NOT_ASSESSED, highest)): "new risky old",
        Wanted(urgent=True): "new",
        Wanted(overdue=True): "young",
        Wanted(holder=NOBODY): "new",
        Wanted(holder=taken_by): "young risky old",
        Wanted(first_day=today - timedelta(days=4)): "new young",
        Wanted(last_day=today - timedelta(days=6)): "risky old",
        Wanted(concern=(kind,)): "",
        Wanted(identification=(pack().identification.start,)): "new young risky old",
        Wanted(step=("take",)): "new",
        Wanted(step=("take", "screen")): "new young risky old",
        Wanted(sex="male", overdue=True, holder=taken_by): "young",
    }
    assert {wanted: " ".join(found(scene, wanted)) for wanted in cases} == cases
    assert found(scene, Wanted(holder=ME), by=scene.caseworker) == ["young", "risky", "old"]


def test_cases_of_somebody_who_has_gone_are_found(scene):
    scene.caseworker.account.is_active = False
    scene.caseworker.account.save(using="setup")
    assert found(scene, Wanted(holder=GONE)) == ["young", "risky", "old"]


def test_a_state_of_the_identification_is_found(scene):
    scene.world.course(scene.cases["old"]).go(screened, presumed)
    state = Identification.objects.using("setup").get(case_id=scene.cases["old"]).state
    assert found(scene, Wanted(identification=(state,))) == ["old"]
    assert "old" not in found(scene, Wanted(identification=(pack().identification.start,)))


@pytest.mark.parametrize(
    "order, wanted",
    [
        (Order.NEWEST, "new young risky old"),
        (Order.OLDEST, "old risky young new"),
        (Order.DUE, "young old new risky"),
        (Order.RISK, "risky young new old"),
    ],
)
def test_each_order_is_walked_forth_and_back(scene, order, wanted):
    asked = Wanted(order=order)
    assert all(" ".join(found(scene, asked, size=size)) == wanted for size in (1, 3, 10))
    with scene.world.acting(scene.supervisor) as actor:
        pages = [queries.page(actor, asked, mark="", size=2, at=NOW)]
        pages.append(queries.page(actor, asked, mark=pages[0].next, size=2, at=NOW))
        back = queries.page(actor, asked, mark=pages[1].previous, size=2, at=NOW)
    assert [case.pk for case in back.rows] == [case.pk for case in pages[0].rows]
    assert (pages[1].next, back.previous) == ("", "")


def test_no_filter_shows_another_agency_anything(scene, world):
    stranger = world.person(world.agency("child_protection"), "supervisor")
    everything = [
        EVERYTHING,
        Wanted(overdue=True),
        Wanted(holder=NOBODY),
        *(Wanted(order=each) for each in Order),
    ]
    assert [found(scene, wanted, by=stranger) for wanted in everything] == [[]] * len(everything)


def test_an_empty_list_knows_which_filter_alone_hides_cases(scene):
    with scene.world.acting(scene.supervisor) as actor:
        assert queries.too_narrow(actor, Wanted(sex="male", urgent=True), at=NOW) == ["sex", "urgent"]
        none = Wanted(sex="male", urgent=True, area=(pack().areas[0].code,))
        assert queries.too_narrow(actor, none, at=NOW) == []
