"""The pages of prevention: of organisers, of inspectors, and those that need no account."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from opennrm.agencies import throttle
from opennrm.country.pack import pack
from opennrm.prevention import activities, attendance, certificates
from opennrm.prevention.models import Activity, Attendance, Kind, TrainingCertificate
from opennrm.prevention.rules import Quarter
from tests.prevention.scene import Scene, set_up, today
from tests.web.prevention.posts import PEOPLE, sent_date


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def shown(scene, person, name: str, *which, **asked) -> str:
    answer = scene.world.client(person).get(reverse(name, args=which), asked)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def test_names_are_read_by_the_organiser_and_not_by_others(scene):
    scene.add("Ann Brown")
    assert "Ann Brown" in shown(scene, scene.officer, "activity-show", scene.training_id)
    for other in (scene.other, scene.secretary):
        page = shown(scene, other, "activity-show", scene.training_id)
        assert "Ann Brown" not in page
        assert "Only the organiser" in page


def test_the_calendar_has_a_map_with_a_table_of_the_same_numbers(scene):
    page = shown(scene, scene.other, "prevention-calendar")
    assert "Screening children, Kingston" in page
    area = pack().areas[0].name
    row = re.search(rf'<th scope="row" class="govuk-table__header">{area}</th> <td[^>]*>(\d+)</td>', page)
    assert row
    assert row[1] == "1"
    assert "A map with 1 activity by area" in page
    assert "Screening" not in shown(scene, scene.other, "prevention-calendar", quarter="2020-1")


def test_a_training_is_planned_on_a_page_and_its_numbers_reported_there(scene):
    client = scene.world.client(scene.officer)
    days = {**sent_date("first_day", today()), **sent_date("last_day", today())}
    facts = {"curriculum": scene.curriculum_id, "title": "Second day", "mode": "room", **days}
    address = reverse("activity-new", args=["training"])
    assert client.post(address, {"title": "Second day"}).status_code == 422
    page = {"page": "0b9e5a4e-3c1d-4f0e-9a55-7d3f3f1f0a01", "area": pack().areas[0].code}
    first, second = (client.post(address, {**facts, **page}) for _each in range(2))
    assert (first.status_code, first.url) == (302, second.url)
    assert Activity.objects.using("setup").count() == 2
    assert client.post(f"{first.url}held/").status_code == 302
    answer = client.post(f"{first.url}report/", {})
    assert "There is no number yet" in answer.content.decode()


def test_a_list_is_added_as_a_whole_or_every_row_says_what_to_put_right(scene):
    client = scene.world.client(scene.officer)
    address = reverse("attendance-upload", args=[scene.training_id])

    def send(*rows: str):
        content = "\n".join(["Training in Kingston", "Name,Parish,Role,Sex,Age,Hours,Post test", *rows])
        return client.post(address, {"file": SimpleUploadedFile("list.csv", content.encode())})

    answer = send("Ann Brown,Kingston,Police officer,F,,,", "=HYPERLINK(1),,,,,,", "Bea,,Astronaut,,12 to 17,99,101",
                  "ANN BROWN,,,,,,")  # fmt: skip
    said = answer.content.decode()
    assert answer.status_code == 422
    for words in ("Row 4", "is a formula", "Row 5", "“Astronaut”", "Nobody under 18", "as hours", "from 0 to 100",
                  "also in row 3"):  # fmt: skip
        assert words in said
    assert not Attendance.objects.using("setup").exists()
    assert send("Ann Brown,Kingston,Police officer,F,,5,", "Bea Green,,,m,,,80%").status_code == 302
    rows = Attendance.objects.using("setup").order_by("hours")
    found = [(row.sex, row.role, str(row.hours), row.post) for row in rows]
    assert found == [("female", "police", "5.0", None), ("male", "not_known", "8.0", 80)]


def test_anybody_signs_in_by_code_and_a_child_never_by_name(scene, client):
    code = scene.do(attendance.open_sign_in, scene.training_id).sign_in_code
    assert code in shown(scene, scene.officer, "activity-show", scene.training_id)
    address = reverse("sign-in-by-code")
    assert client.get(address).status_code == 200
    page = "0b9e5a4e-3c1d-4f0e-9a55-7d3f3f1f0a02"
    sent = {
        **PEOPLE,
        "area": pack().areas[0].code,
        "code": code.lower(),
        "wants_certificate": "no",
        "page": page,
    }
    for _each in range(2):
        assert "You are signed in" in client.post(address, sent).content.decode()
    child = {**sent, "age_band": "under_12", "wants_certificate": "yes", "name": "Pip", "page": ""}
    assert "Nobody under 18 is listed by name" in client.post(address, child).content.decode()
    wrong = client.post(address, {**sent, "code": "222222", "page": ""})
    assert wrong.status_code == 422
    assert "No training takes this code now" in wrong.content.decode()
    row = Attendance.objects.using("setup").get()
    assert (row.person, row.name) == (None, None)


def test_anybody_checks_a_certificate_and_is_slowed_down(scene, client, monkeypatch):
    scene.add("Ann Brown", post=90)
    scene.do(activities.hold, scene.training_id)
    row: TrainingCertificate = scene.do(certificates.issue, scene.training_id).certificates[0]
    address = reverse("training-certificate-check")
    said = client.post(address, {"number": row.number}).content.decode()
    assert "Valid" in said
    assert "Ann Brown" not in said
    with_code = {"number": row.number, "code": certificates.check_code(row)}
    assert "Ann Brown" in client.post(address, with_code).content.decode()
    hasty = throttle.Limit(1, throttle.HOUR, throttle.HOUR)
    kind = throttle.Kind("certificate check", device=hasty, network=hasty)
    monkeypatch.setattr(throttle, "CERTIFICATE_CHECK", kind)
    client.post(address, {"number": "CE-2222-2222-2222"})
    assert client.post(address, {"number": "CE-2222-2222-2222"}).status_code == 429


def test_figures_are_two_and_no_cell_of_the_file_is_a_formula(scene):
    scene.add("Ann Brown")
    scene.add()
    scene.publishable(scene.training_id)
    page = shown(scene, scene.other, "prevention-figures")
    assert re.search(r"Attendances </th> <td[^>]*>2</td>", page)
    assert re.search(r"People with a name, each once </th> <td[^>]*>1</td>", page)
    answer = scene.world.client(scene.other).get(reverse("prevention-csv", args=[Quarter.of(today()).code]))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {"PV02", "PT15"} == {row["indicator"] for row in rows}
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


@pytest.mark.parametrize("name", ["attendance-sheet", "prevention-pdf", "training-certificate-print"])
def test_papers_are_pdfs(scene, name):
    scene.add("Ann Brown", post=90)
    scene.publishable(scene.training_id)
    row = scene.do(certificates.issue, scene.training_id).certificates[0]
    which = {
        "attendance-sheet": scene.training_id,
        "prevention-pdf": Quarter.of(today()).code,
        "training-certificate-print": row.pk,
    }
    answer = scene.world.client(scene.officer).get(reverse(name, args=[which[name]]))
    assert answer.content.startswith(b"%PDF")


def test_a_campaign_shows_estimates_as_such(scene):
    facts = {"title": "On air", "first_day": today(), "last_day": today(), "area": pack().areas[0].code}
    campaign = scene.plan(Kind.CAMPAIGN, channel="radio", message="Ask first", **facts)
    reach = {"measure": "listeners", "number": 120_000, "source": "The station", "is_estimate": True}
    scene.do(activities.add_reach, campaign, at=timezone.now(), **reach)
    scene.publishable(campaign)
    page = shown(scene, scene.other, "prevention-figures")
    assert re.search(r"Listeners or viewers: Radio <strong[^>]*>\s*Estimate", page)
    assert "never added" in page
