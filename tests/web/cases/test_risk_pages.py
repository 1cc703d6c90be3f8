"""The risk to a child, and why a case is urgent, on pages and in lists."""

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from opennrm.cases.models import Case
from opennrm.concerns.models import Danger
from opennrm.country.pack import pack
from opennrm.web.cases.words import child_in_words


@pytest.fixture
def reported(world, constable):
    return lambda **answers: world.report(constable, **answers).case_id


def text_of(response) -> str:
    return response.content.decode()


def today() -> dict[str, int]:
    day = timezone.localdate(timezone=pack().zone)
    return {"assessed_on_day": day.day, "assessed_on_month": day.month, "assessed_on_year": day.year}


def test_the_risk_stands_on_the_case_and_in_lists_and_its_history_on_its_page(world, caseworker, reported):
    client, case_id = world.client(caseworker), reported()
    address = reverse("case-risk", args=[case_id])
    assert "Nobody has assessed the risk yet." in text_of(client.get(address))
    level = list(pack().codes("risk_levels").values())[-1]
    sent = client.post(address, {"level": level.code, "reason": "The man is back.", **today()})
    assert sent.status_code == 302
    for page in (reverse("case-show", args=[case_id]), reverse("case-list"), reverse("home")):
        assert f"Risk: {level.title}" in text_of(client.get(page)), page
        assert "The man is back." not in text_of(client.get(page))
    assert "The man is back." in text_of(client.get(address))


def test_a_risk_in_the_future_is_refused_and_what_was_typed_kept(world, caseworker, reported):
    address = reverse("case-risk", args=[reported()])
    level = next(iter(pack().codes("risk_levels")))
    future = {**today(), "assessed_on_year": 2999}
    page = text_of(
        world.client(caseworker).post(address, {"level": level, "reason": "The man is back.", **future})
    )
    assert "The day is in the future." in page
    assert "The man is back." in page


def test_why_a_case_is_urgent_stands_on_the_case_and_in_lists(world, caseworker, reported):
    danger = next(iter(pack().codes("urgent_dangers").values()))
    case_id, client = reported(urgent_dangers=[danger.code]), world.client(caseworker)
    pages = (reverse("case-show", args=[case_id]), reverse("case-list"), reverse("home"))
    for page in pages:
        assert danger.title in text_of(client.get(page)), page
    row = Danger.objects.using("setup").get(case_id=case_id)
    end = reverse("danger-end", args=[case_id, row.pk])
    assert end in text_of(client.get(reverse("case-urgency", args=[case_id])))
    assert client.post(end, {"reason": "She was found at school."}).status_code == 302
    for page in pages:
        assert danger.title not in text_of(client.get(page)), page
    history = text_of(client.get(reverse("case-urgency", args=[case_id])))
    assert "She was found at school." in history
    assert "The case is not urgent." in history


def test_a_danger_that_has_ended_meanwhile_says_so(world, caseworker, reported):
    danger = next(iter(pack().codes("urgent_dangers")))
    case_id, client = reported(urgent_dangers=[danger]), world.client(caseworker)
    end = reverse("danger-end", args=[case_id, Danger.objects.using("setup").get(case_id=case_id).pk])
    client.post(end, {"reason": "She was found at school."})
    response = client.post(end, {"reason": "She was found at school."})
    assert response.status_code == 409
    assert "Somebody has already recorded that this danger is over." in text_of(response)


def test_cases_are_told_apart_in_a_list_without_a_name(world, caseworker, reported):
    kind, sex = (next(iter(pack().codes(name).values())) for name in ("concern_kinds", "sexes"))
    reported(age_known="years", age=12, sex=sex.code, kinds=[kind.code], given_names="Keisha")
    for page in (reverse("case-list"), reverse("home")):
        content = text_of(world.client(caseworker).get(page))
        assert all(
            words in content for words in (sex.title, "about 12 years", kind.title, pack().areas[0].name)
        )
        assert "Keisha" not in content


@pytest.mark.parametrize(
    ("sex", "age", "words"),
    [
        ("", None, ["Age not known"]),
        ("", 12, ["About 12 years"]),
        ("female", None, ["Girl", "age not known"]),
    ],
)
def test_what_a_list_says_of_a_child_begins_with_a_capital_letter(sex, age, words):
    with translation.override("en"):
        assert child_in_words(Case(sex=sex, age=age)) == words


def test_a_comment_stands_beside_what_was_reported(world, caseworker, reported):
    client, case_id = world.client(caseworker), reported(account="She left at noon.")
    address = reverse("concern-comment", args=[case_id])
    assert "Write your comment." in text_of(client.post(address, {"text": ""}))
    assert client.post(address, {"text": "It was at four."}).status_code == 302
    page = text_of(client.post(reverse("case-identity", args=[case_id])))
    assert page.index("She left at noon.") < page.index("It was at four.")
