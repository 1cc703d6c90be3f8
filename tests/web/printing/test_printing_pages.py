"""The pages on which a summary is printed and opened."""

from uuid import uuid4

import pytest
from django.urls import reverse

from opennrm.country.pack import pack
from opennrm.printing.models import Printout
from opennrm.web.parts import gathered
from tests.printing.desk import text_of
from tests.walls import cast as casting
from tests.walls.cast import Cast

pytestmark = pytest.mark.database
# The case of the cast was never closed.
EVERY_SECTION = [section.code for section in gathered().print_sections if section.code != "closing"]


def printed(world, cast: Cast, person: str = "lead_assigned", **given) -> str:
    """What a summary with every section says to somebody who prints and downloads it."""
    client = world.client(cast.people[person])
    fields = {
        "purpose": next(iter(pack().codes("print_purposes"))),
        "recipient": "The judge of the Family Court",
        "names": "no",
        "sections": EVERY_SECTION,
        "page": uuid4(),
        **given,
    }
    before = set(Printout.objects.using("setup").values_list("pk", flat=True))
    answer = client.post(reverse("printout-new", args=[cast.case.pk]), fields)
    assert answer.status_code == 302, answer.content.decode()
    [printout] = Printout.objects.using("setup").exclude(pk__in=before)
    answer = client.post(reverse("printout-download", args=[cast.case.pk, printout.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    return " ".join(text_of(answer.content))


def found_in(text: str, words: set[str]) -> set[str]:
    """The words that stand in a text, however its lines are broken."""
    joined = "".join(text.lower().split())
    return {word for word in words if "".join(word.lower().split()) in joined}


def test_a_summary_without_names_holds_nothing_that_names_anybody(world):
    cast = casting.begin(world)
    known = cast.canaries
    of_people = {
        known.given_names,
        known.family_name,
        known.other_names,
        known.document_number,
        known.address,
    }
    of_people |= {known.guardian, known.suspect, known.telephone}
    said = f"{known.given_names} {known.guardian} {known.suspect}: 876 555-0123, {known.document_number.lower()}."
    # Notes of services name people too.
    note = {"kind": next(iter(pack().codes("note_kinds"))), "text": said, "read_by": "lead", "page": uuid4()}
    day = {"happened_on_day": 3, "happened_on_month": 2, "happened_on_year": 2026, "time": ""}
    written = world.client(cast.people["lead_assigned"]).post(
        reverse("note-new", args=[cast.case.pk]), {**note, **day}
    )
    assert written.status_code == 302
    never = {known.reporter_contact, known.file_name, known.document_title, known.document_content}
    never |= {known.unfinished_note, known.handed_on, known.removal_reason, known.printed_for}

    without = printed(world, cast)
    staff = {person.account.name for person in cast.people.values() if person.account.name}
    assert found_in(without, of_people | never) == set()
    assert found_in(without, staff) == {cast.people["lead_assigned"].account.name}, "whoever printed it"
    assert "[name left out]" in without

    full = printed(world, cast, names="yes")
    assert found_in(full, of_people | never) == of_people
    assert found_in(full, {known.account, known.conversation, known.reasons, known.task, known.note}) != set()
    # With what follows a name there: another name may begin like it.
    assert f"{cast.people['reporter'].account.name}," not in full

    client = world.client(cast.people["service_accepted"])
    page = client.get(reverse("printout-new", args=[cast.case.pk])).content.decode()
    assert 'value="child"' in page
    assert 'value="tasks"' not in page
    forged = {"purpose": "court", "recipient": "X", "names": "yes", "sections": ["tasks"], "page": uuid4()}
    assert client.post(reverse("printout-new", args=[cast.case.pk]), forged).status_code == 422


def test_a_role_that_reads_less_opens_no_summary_with_more(world, monkeypatch):
    cast = casting.begin(world)
    supervisor = cast.people["lead_supervisor"]
    printed(world, cast, sections=["notes"], names="yes")
    printout = Printout.objects.using("setup").order_by("-printed_at").first()
    url = reverse("printout-download", args=[cast.case.pk, printout.pk])
    assert world.client(supervisor).post(url).status_code == 200
    monkeypatch.setattr("opennrm.web.printing.sections.may", lambda actor, permissions: False)
    assert world.client(supervisor).post(url).status_code == 403
