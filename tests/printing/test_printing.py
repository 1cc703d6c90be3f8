"""Who prints a summary of a case, what it says, and who reads of it."""

from uuid import uuid4

import pytest
from django.utils import timezone

from opennrm.audit.models import AuditEvent
from opennrm.cases.models import TimelineEntry
from opennrm.foundation import papers
from opennrm.foundation.models import Notice
from opennrm.foundation.papers import Paper, PaperNotPossible, Passage, Section
from opennrm.foundation.refusals import NotAllowed, NotThere
from opennrm.printing import access
from opennrm.printing.actions import PrintoutIncomplete
from opennrm.printing.events import BY_ANOTHER_AGENCY
from opennrm.printing.models import Printout
from tests import kept
from tests.notes.writing import Desk as NoteDesk
from tests.printing.desk import Desk
from tests.referrals.scene import set_up
from tests.world import World

pytestmark = pytest.mark.database
HOSTILE = '#include "/etc/passwd" ] *bold* $x^2$ #image("/etc/passwd") // <a> ' + "w" * 200


@pytest.fixture
def desk(world) -> Desk:
    """An assigned case, a shelter that helps the child, and everybody around them."""
    return kept.begin(world, _begin)


def _begin(world: World) -> Desk:
    scene = set_up(world)
    scene.do(scene.manager, "accept", scene.send())
    return Desk(scene)


def write(desk: Desk, text: str, **given) -> None:
    NoteDesk(desk.scene, helping=None).write(text=text, **given)


def test_each_page_says_which_summary_it_is_who_printed_it_and_that_it_is_confidential(desk):
    for number in range(40):
        write(desk, f"Note {number}. " + "She slept well. " * 30)
    printout = desk.print(sections=("child", "notes"))
    pages = desk.text(printout)
    assert len(pages) == printout.pages > 3
    printer = desk.scene.caseworker.account.name
    for place, page in enumerate(pages, start=1):
        for words in (printout.number, printer, "Confidential", f"Page {place} of {len(pages)}"):
            assert words in page
    assert desk.scene.child_name in pages[0]
    assert "The judge of the Family Court" in pages[0]


def test_a_summary_without_names_names_neither_the_child_nor_the_staff(desk):
    name = desk.scene.child_name
    write(desk, f"{name.upper()} called. {name}'s aunt came too.")
    [page] = desk.text(
        desk.print(sections=("child", "notes"), has_names=False, recipient=f"A friend of {name}")
    )
    assert name.lower() not in page.lower()
    assert "[name left out] called. [name left out]'s aunt came too." in page
    assert f"Written by: {desk.scene.lead.name}" in page


def test_what_was_written_is_never_taken_for_markup(desk):
    write(desk, HOSTILE)
    [page] = desk.text(desk.print(sections=("notes",)))
    assert HOSTILE.replace(" ", "") in page.replace(" ", "")
    assert "root:" not in page


def test_letters_that_cannot_be_printed_are_told(desk):
    write(desk, "Li pè. \U00010600\U00010601.")
    printout = desk.print(sections=("notes",))
    assert printout.lacks_letters
    assert "cannot show some letters" in desk.text(printout)[0]
    write(desk, "Kreyòl: timoun yo pè. Ñandú, Łódź.")
    assert not desk.print(sections=("child",)).lacks_letters


def test_notes_are_chosen_by_their_kind_and_day(desk):
    write(desk, "A call.", kind="telephone_call")
    write(desk, "A visit.", kind="home_visit")
    today = timezone.localdate()
    [page] = desk.text(desk.print(sections=("notes",), choices={"notes_kinds": ["home_visit"]}))
    assert "A visit." in page
    assert "A call." not in page
    [page] = desk.text(desk.print(sections=("notes",), choices={"notes_until": today.replace(year=2020)}))
    assert "Nothing is recorded here." in page


def test_the_same_page_sent_twice_prints_once_and_a_reprint_is_a_new_summary(desk):
    page = uuid4()
    first = desk.print(page=page)
    assert desk.print(page=page) == first
    assert desk.print() != first
    assert Printout.objects.using("setup").count() == 2


def test_a_service_prints_what_it_sees_and_the_lead_is_told(desk):
    write(desk, "For the lead alone.")
    of_lead = desk.print()
    printout = desk.print(desk.scene.manager, sections=("child", "notes", "tasks", "story"))
    text = " ".join(desk.text(printout, desk.scene.manager))
    assert desk.scene.child_name in text
    assert "For the lead alone." not in text
    with desk.scene.world.acting(desk.scene.manager) as actor:
        assert list(access.printouts_of(actor, desk.case_id)) == [printout]
        assert list(Printout.objects.values_list("pk", flat=True)) == [printout.pk]
    notice = Notice.objects.using("setup").filter(kind=BY_ANOTHER_AGENCY.kind)
    assert notice.get().settled_at is None
    with desk.scene.world.acting(desk.scene.caseworker) as actor:
        assert set(access.printouts_of(actor, desk.case_id)) == {of_lead, printout}
        access.printout_to_read(actor, desk.case_id, printout.pk, at=timezone.now())
    assert notice.get().settled_at


def test_nobody_outside_the_case_prints_or_opens_a_summary(desk):
    printout = desk.print()
    for person in (desk.scene.other_manager, desk.scene.colleague):
        with pytest.raises((NotThere, NotAllowed)):
            desk.print(person)
        with pytest.raises((NotThere, NotAllowed)):
            desk.text(printout, person)


def test_that_somebody_printed_is_recorded_in_codes_alone(desk):
    printout = desk.print()
    event = AuditEvent.objects.using("setup").get(kind="case.printed")
    assert event.detail["purpose"] == "court"
    assert event.detail["sections"] == "child clocks"
    assert "judge" not in str(event.detail)
    desk.text(printout)
    assert AuditEvent.objects.using("setup").filter(kind="printout.downloaded").count() == 1
    assert TimelineEntry.objects.using("setup").filter(kind="case.printed").count() == 1


@pytest.mark.parametrize(
    "given",
    [{"purpose": "no such"}, {"recipient": " "}, {"sections": ()}],
    ids=["purpose", "recipient", "sections"],
)
def test_it_has_to_be_said_what_is_printed_for_whom(desk, given):
    with pytest.raises(PrintoutIncomplete):
        desk.print(**given)
    assert not Printout.objects.using("setup").exists()


def test_a_paper_that_is_too_long_is_refused():
    paper = Paper(
        language="en",
        title="Long",
        header=("", ""),
        footer="",
        page="{page}",
        letters_are_missing="",
        instead_of_letters="",
        sections=[Section(title="Long", passages=[Passage(paragraphs=["word " * 300] * 2000)])],
    )
    with pytest.raises(PaperNotPossible):
        papers.set_paper(paper)


def test_without_texts_a_summary_holds_nothing_that_was_written_by_hand(desk):
    write(desk, "Her teacher Miss Ottoline said so.")
    every = ("child", "concern", "notes", "clocks", "story", "tasks")
    page = " ".join(desk.text(desk.print(sections=every, has_names=False, has_texts=False)))
    assert "Ottoline" not in page
    assert "So is what people wrote in their own words" in page
    printout = Printout.objects.using("setup").get()
    assert not printout.has_texts
    assert "Ottoline" in " ".join(desk.text(desk.print(sections=every, has_names=False)))


def test_letters_that_no_font_has_are_named_where_they_are_missing(desk):
    write(desk, "\U00010600\U00010601 called. She is well.")
    printout = desk.print(sections=("notes",))
    assert printout.lacks_letters
    assert "[letters missing] called. She is well." in desk.text(printout)[0]
