"""The list of cases as people narrow, save and export it."""

import io
import re
from datetime import timedelta

import msoffcrypto
import pytest
import pyzipper
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone

from opennrm.agencies import throttle
from opennrm.cases.actions import assign
from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.foundation.spreadsheets import as_csv, as_xlsx
from opennrm.lists import actions
from opennrm.lists.models import SavedList
from opennrm.lists.rules import Wanted
from tests.web.lists.posts import FILE_PASSWORD

LIST, EXPORT, NAMED = reverse("case-list"), reverse("case-export"), reverse("case-export-named")
TWELVE_MINUTES = timedelta(minutes=12)
ONE = throttle.Limit(1, TWELVE_MINUTES, TWELVE_MINUTES)
HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\ufeff=1", "|cmd", "%1", "\u00a0=1")


def shown(client, query: str = "") -> str:
    response = client.get(LIST + query)
    assert response.status_code == 200
    return response.content.decode()


def ask(client, query: str = "", *, at: str = EXPORT, **given):
    fields = {"kind": "xlsx", "password": FILE_PASSWORD, "password_again": FILE_PASSWORD} | given
    return client.post(at + query, fields)


def ask_for_names(client, query: str = "", **given):
    return ask(client, query, at=NAMED, **given)


def opened_workbook(content: bytes, password: str = FILE_PASSWORD) -> dict[str, str]:
    """The parts of a locked workbook by their names."""
    locked, plain = msoffcrypto.OfficeFile(io.BytesIO(content)), io.BytesIO()
    locked.load_key(password=password, verify_password=True)
    locked.decrypt(plain, verify_integrity=True)
    with pyzipper.ZipFile(plain) as parts:
        return {name: parts.read(name).decode() for name in parts.namelist()}


def test_a_filter_narrows_is_shown_and_taken_away(world, constable, supervisor, protection):
    area, other = pack().areas[0], pack().areas[1]
    for each in (area, area, other):
        world.report(constable, area=each.code)
    client = world.client(supervisor)
    content = shown(client, f"?area={area.code}&order=oldest")
    assert content.count("nrm-worklist__link") == 2
    assert f"{pack().area_word}: {area.name}" in content
    assert "2 cases" in content
    [without] = re.findall(r'nrm-chosen__remove" href="([^"]*)"', content)
    assert client.get(without.replace("&amp;", "&")).content.decode().count("nrm-worklist__link") == 3


def test_two_areas_are_chosen_at_once_and_each_is_taken_away_alone(world, constable, supervisor):
    one, two, three = (area.code for area in pack().areas[:3])
    for each in (one, two, three):
        world.report(constable, area=each)
    client = world.client(supervisor)
    content = shown(client, f"?area={one}&area={two}")
    assert content.count("nrm-worklist__link") == 2
    assert f"{pack().area_word}: 2 chosen" in content
    assert content.count("checked") == 2
    without = re.findall(r'nrm-chosen__remove" href="([^"]*)"', content)
    assert without == [f"{LIST}?area={two}", f"{LIST}?area={one}"]
    none = shown(client, f"?area={one}&area={two}&urgent=on")
    assert "Remove “Only urgent cases”" in none


def test_cases_are_found_by_their_next_step(world, constable, supervisor):
    world.report(constable)
    content = shown(world.client(supervisor), "?step=take&step=screen")
    assert content.count("nrm-worklist__link") == 1
    assert "Next step: Take or assign the case" in content
    assert shown(world.client(supervisor), "?step=screen").count("nrm-worklist__link") == 0


def test_an_empty_list_says_which_filter_to_remove(world, constable, supervisor):
    world.report(constable, area=pack().areas[0].code)
    content = shown(world.client(supervisor), f"?area={pack().areas[0].code}&urgent=on")
    assert "Remove “Only urgent cases”" in content
    assert f"Remove “{pack().area_word}" not in content


def test_pages_keep_the_filter(world, constable, supervisor, monkeypatch):
    monkeypatch.setattr("opennrm.web.lists.views.CASES_A_PAGE", 1)
    for _ in range(2):
        world.report(constable, area=pack().areas[0].code)
    content = shown(world.client(supervisor), f"?area={pack().areas[0].code}&order=risk")
    [following] = re.findall(r'href="(\?[^"]*page=[^"]*)"', content)
    assert f"area={pack().areas[0].code}" in following
    assert "order=risk" in following
    assert shown(world.client(supervisor), following.replace("&amp;", "&")).count("nrm-worklist__link") == 1


def test_what_cannot_be_looked_for_is_said_and_narrows_nothing(world, constable, supervisor):
    world.report(constable)
    content = shown(world.client(supervisor), "?age_from=15&age_to=3&area=nowhere")
    assert "There is a problem" in content
    assert content.count("nrm-worklist__link") == 1


def test_a_colleague_is_a_filter_of_whoever_assigns_cases(
    world, constable, supervisor, caseworker, colleague
):
    receipt = world.report(constable)
    with world.acting(supervisor) as actor:
        assign(receipt.case_id, to=colleague.membership.pk, by=actor, at=timezone.now())
    query = f"?holder={colleague.membership.pk}"
    assert shown(world.client(supervisor), query).count("nrm-worklist__link") == 1
    assert colleague.account.name not in shown(world.client(caseworker))


def test_a_saved_list_stands_above_the_cases_and_says_what_it_dropped(world, supervisor):
    client, now = world.client(supervisor), timezone.now()
    client.post(reverse("saved-list-new") + "?urgent=on", {"title": "Urgent ones"})
    assert "Urgent ones" in shown(client)
    with world.acting(supervisor) as actor:
        old = actions.save("Old", Wanted(area=("gone",), urgent=True), by=actor, at=now)
    answer = client.get(reverse("saved-list-show", args=[old.pk]), follow=True)
    assert answer.redirect_chain == [(f"{LIST}?urgent=yes", 302)]
    assert f"shown without it: {pack().area_word}" in answer.content.decode()


def test_a_workbook_opens_with_its_password_alone_and_has_no_names(world, constable, supervisor):
    receipt = world.report(constable, given_names="Keisha", account="Keisha told me.")
    answer = ask(world.client(supervisor))
    assert re.fullmatch(r'attachment; filename="cases-[\d-]+\.xlsx"', answer["Content-Disposition"])
    parts = opened_workbook(answer.content)
    reference = Case.objects.using("setup").get(pk=receipt.case_id).reference
    assert reference in parts["xl/worksheets/sheet1.xml"]
    assert supervisor.account.name in parts["xl/worksheets/sheet2.xml"]
    assert "Keisha" not in str(parts)
    assert reference.encode() not in answer.content
    with pytest.raises(msoffcrypto.exceptions.InvalidKeyError):
        opened_workbook(answer.content, "another long password of mine")


def test_a_name_in_a_workbook_is_no_formula(world, constable, supervisor):
    world.report(constable, given_names="=HYPERLINK(A1)", family_name="Dunmore")
    purpose = next(iter(pack().codes("export_purposes")))
    answer = ask_for_names(world.client(supervisor, confirmed=True), purpose=purpose, kind="csv")
    sheet = opened_workbook(answer.content)["xl/worksheets/sheet1.xml"]
    assert '<t xml:space="preserve">=HYPERLINK(A1) Dunmore</t>' in sheet
    assert "<f>" not in sheet


def test_text_stands_in_a_locked_archive(world, constable, supervisor):
    world.report(constable, area=pack().areas[0].code)
    answer = ask(world.client(supervisor), f"?area={pack().areas[0].code}", kind="csv")
    with pyzipper.AESZipFile(io.BytesIO(answer.content)) as archive:
        with pytest.raises(RuntimeError):
            archive.read("cases.csv")
        archive.setpassword(FILE_PASSWORD.encode())
        assert pack().areas[0].name in archive.read("cases.csv").decode("utf-8-sig")
        assert supervisor.account.name in archive.read("about.csv").decode("utf-8-sig")


@pytest.mark.parametrize(
    "given, words",
    [
        ({"password": "short"}, "This password is too short"),
        ({"password": "password password", "password_again": "password password"}, "easy to guess"),
        ({"password_again": "something else"}, "The two passwords are not the same."),
    ],
)
def test_what_is_missing_for_a_file_is_said(world, constable, supervisor, given, words):
    world.report(constable)
    answer = ask(world.client(supervisor), **given)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)


def test_names_need_a_purpose(world, constable, supervisor):
    world.report(constable)
    answer = ask_for_names(world.client(supervisor, confirmed=True))
    assert (answer.status_code, "Choose what you need the names for." in answer.content.decode()) == (
        422,
        True,
    )


def test_whoever_asks_for_names_shows_again_that_it_is_they_and_comes_back_to_the_list(world, supervisor):
    client = world.client(supervisor)
    for answer in (client.get(NAMED + "?urgent=yes"), ask_for_names(client, "?urgent=yes")):
        assert answer.status_code == 302
        assert answer["Location"].endswith(f"?next={NAMED}%3Furgent%3Dyes")
    assert world.client(supervisor, confirmed=True).get(NAMED + "?urgent=yes").status_code == 200


def test_a_password_alone_gets_no_names_where_there_is_a_second_factor(world, supervisor):
    Authenticator(user=supervisor.account, type="totp", data={"secret": "invented"}).save(using="setup")
    for answer in (
        world.client(supervisor, confirmed=True).get(NAMED),
        ask_for_names(world.client(supervisor, confirmed=True)),
    ):
        assert answer["Location"].startswith(reverse("mfa_reauthenticate"))
    by_code = world.client(supervisor, confirmed=True, by_factor=True)
    assert by_code.get(NAMED).status_code == 200


def test_one_person_exports_only_so_many_lists_in_an_hour(world, constable, supervisor, monkeypatch):
    world.report(constable)
    monkeypatch.setattr(throttle, "EXPORT", throttle.Kind("export", device=ONE, account=ONE))
    colleague = world.person(supervisor.membership.agency, supervisor.membership.role)
    first, client = ask(world.client(supervisor)), world.client(supervisor, confirmed=True)
    assert first.status_code == 200
    for again in (ask(client), ask_for_names(client, purpose=next(iter(pack().codes("export_purposes"))))):
        assert (again.status_code, int(again["Retry-After"]) > 600) == (429, True)
        assert "as many lists as one person can in an hour. Wait 12 minutes" in again.content.decode()
    assert ask(world.client(colleague)).status_code == 200


def test_a_caseworker_exports_nothing(world, caseworker):
    assert ask(world.client(caseworker)).status_code == 403
    assert ask_for_names(world.client(caseworker, confirmed=True)).status_code == 403
    assert "Export this list" not in shown(world.client(caseworker))


def test_no_cell_of_a_table_is_run():
    lines = as_csv(["a"], [[text] for text in HOSTILE]).decode("utf-8-sig").splitlines()[1:]
    assert all(line.lstrip('"').startswith("'") for line in lines)
    sheet = as_xlsx({"A": (["a"], [[text] for text in (*HOSTILE, "<f>1</f>", "\x00\ud800")])})
    with pyzipper.ZipFile(io.BytesIO(sheet)) as parts:
        content = parts.read("xl/worksheets/sheet1.xml").decode()
    assert content.count('t="inlineStr"') == content.count("<c") - content.count("<c/>")
    assert "<f>" not in content


def read(response) -> str:
    return response.content.decode()


def test_a_saved_list_of_tasks_stands_above_the_tasks_alone(world, supervisor):
    client = world.client(supervisor)
    wanted = "?when=overdue&whose=all"
    listed = read(client.get(reverse("task-list") + wanted))
    assert reverse("saved-task-list-new") in listed
    saving = reverse("saved-task-list-new") + wanted
    assert client.post(saving, {"title": ""}).status_code == 422
    answer = client.post(saving, {"title": "Late in my parish"}, follow=True)
    assert answer.redirect_chain[-1][0].startswith(reverse("task-list"))
    assert "You find it above your tasks." in answer.content.decode()
    assert "Late in my parish" in read(client.get(reverse("task-list")))
    assert "Late in my parish" not in read(client.get(reverse("case-list")))
    assert "Late in my parish" in read(client.get(reverse("saved-list-all")))
    saved = SavedList.objects.using("setup").get(kind="tasks")
    shown = client.get(reverse("saved-list-show", args=[saved.pk]))
    assert shown.headers["Location"] == reverse("task-list") + "?whose=all&when=overdue"
