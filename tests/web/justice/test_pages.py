"""What pages of proceedings show to whom, and that what was typed is kept."""

import pytest
from django.urls import reverse

from tests.justice.scene import Scene, ago, set_up

pytestmark = pytest.mark.database


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def shown(scene: Scene, who: str, page: str, *of: object, **query: str) -> str:
    client = scene.world.client(scene.people[who])
    return client.get(reverse(page, args=of), query).content.decode()


def test_nobody_but_the_prosecution_reads_who_is_accused(scene):
    scene.convict()
    hearing = scene.hearing()
    scene.do("call", hearing.pk, children=[scene.child_id])
    assert "Ivan Invented" in shown(scene, "prosecutor", "proceeding-show", scene.proceeding_id)
    for who, page, of in (
        ("clerk", "proceeding-show", scene.proceeding_id),
        ("caseworker", "child-in-court", scene.child_id),
        ("support", "child-in-court", scene.child_id),
        ("caseworker", "case-show", scene.case_id),
    ):
        text = shown(scene, who, page, of)
        assert "Trial" in text
        assert "Ivan Invented" not in text
    assert "The child has to come" in shown(scene, "caseworker", "case-show", scene.case_id)
    for who in ("prosecutor", "clerk", "caseworker", "support"):
        assert "Trial" in shown(scene, who, "court-calendar")


def test_figures_have_four_units_and_the_list_behind(scene):
    scene.convict()
    scene.convict()
    year = str(ago(0).year if ago(0).month >= 4 else ago(0).year - 1)
    text = shown(scene, "prosecutor", "justice-figures", year=year, list="PR04")
    assert "Convicted at first instance (PR04)" in text
    assert text.count("count 1, Trafficking in a person") == 1
    assert "0 of 1 persons" in " ".join(text.split())
    assert "Ivan Invented" not in text


def test_what_was_typed_is_kept_where_a_reason_is_missing(scene):
    client = scene.world.client(scene.people["prosecutor"])
    day = ago(3)
    sent = {
        "accused": scene.accused_id, "offence": "rape", "basis": "sexual_offences_law", "facts": "trafficking_facts",
        "lesser_because": "", "on_day": day.day, "on_month": day.month, "on_year": day.year,
    }  # fmt: skip
    answer = client.post(reverse("count-new", args=[scene.proceeding_id]), sent)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose why trafficking is charged under another law." in text
    assert '<option value="rape" selected' in text


def test_the_card_says_nothing_of_a_court(scene):
    hearing = scene.hearing()
    scene.do("call", hearing.pk, children=[scene.child_id])
    text = shown(scene, "support", "court-card", scene.child_id)
    card = text[text.index("Your day") : text.index("</main>")].lower()
    assert not any(word in card for word in ("court", "trial", "case", "judge"))
