"""Documents on the page of a case, in the list, on a page of their own, added, opened and marked as a mistake."""

import re
from base64 import b64decode
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from opennrm.cases import document_changes
from opennrm.cases.models import Document
from opennrm.country.pack import pack
from opennrm.foundation.files import accept
from tests.cases.papers import photograph
from tests.foundation.test_files import document as blank_pages
from tests.foundation.test_files import with_location
from tests.world import Person

KINDS = pack().codes("document_kinds")
KIND = next(iter(KINDS))


@pytest.fixture
def protection(world):
    return world.agency("child_protection", name="Child protection office")


@pytest.fixture
def caseworker(world, protection) -> Person:
    return world.person(protection, "caseworker", name="Marva Invented")


@pytest.fixture
def case_id(world, protection):
    constable = world.person(world.agency("police"), "first_responder", name="Constable Invented")
    return world.report(constable).case_id


def add(world, person, case_id, file, *, title=""):
    with world.acting(person) as actor:
        return document_changes.add(case_id, kind=KIND, title=title, file=file, by=actor, at=timezone.now())


def address(name: str, *ids) -> str:
    return reverse(f"document-{name}", args=ids)


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def upload(content: bytes, name: str = "Keisha.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def test_a_picture_is_added_from_the_page_of_the_case(world, caseworker, case_id):
    client = world.client(caseworker)
    assert address("add", case_id) in client.get(reverse("case-show", args=[case_id])).content.decode()
    sent = {"kind": KIND, "title": "Keisha at school", "file": upload(with_location())}
    answer = client.post(address("add", case_id), sent, follow=True)
    shown = text_of(answer)
    assert "The document was added." in shown
    assert "Picture 1" in shown
    assert KINDS[KIND].title in shown
    assert "Marva Invented" in shown
    assert "Child protection office" in shown


def test_before_it_is_opened_no_page_shows_its_title(world, caseworker, case_id):
    document = add(world, caseworker, case_id, photograph(name="Keisha.jpg"), title="Keisha at school")
    client = world.client(caseworker)
    for page in (
        reverse("case-show", args=[case_id]),
        address("list", case_id),
        address("show", case_id, document.pk),
        address("remove", case_id, document.pk),
    ):
        content = client.get(page).content.decode()
        assert "Picture 1" in content
        assert "Keisha" not in content
    opened = client.post(address("open", case_id, document.pk)).content.decode()
    assert "Keisha at school" in opened
    # The browser keeps the titles of pages in its history.
    assert "Keisha" not in opened[opened.index("<title>") : opened.index("</title>")]


def test_a_picture_is_shown_on_a_page_without_a_download(world, caseworker, case_id):
    document = add(world, caseworker, case_id, photograph("teal"))
    content = world.client(caseworker).post(address("open", case_id, document.pk)).content.decode()
    (encoded,) = re.findall(r'src="data:image/jpeg;base64,([^"]+)" alt="Picture 1', content)
    assert Image.open(BytesIO(b64decode(encoded))).size == (8, 8)
    assert document_fingerprint(world, caseworker, case_id, document) in content


def document_fingerprint(world, person, case_id, document) -> str:
    from opennrm.cases.documents import open_document

    with world.acting(person) as actor:
        return open_document(actor, case_id, document.pk).fingerprint


def test_the_pages_of_a_document_are_shown_one_at_a_time(world, caseworker, case_id):
    document = add(world, caseworker, case_id, accept(blank_pages(pages=3), "report.pdf"))
    client, opens = world.client(caseworker), address("open", case_id, document.pk)
    first, middle, last = (client.post(opens, {"page": page} if page else {}) for page in ("", "2", "3"))
    assert "Document 1, page 1 of 3" in first.content.decode()
    assert [("Previous page" in text_of(page), "Next page" in text_of(page)) for page in (first, middle, last)] == [
        (False, True), (True, True), (True, False),
    ]  # fmt: skip


@pytest.mark.parametrize("page", ["9", "-1", "x", "99999999999"])
def test_a_page_that_is_not_there_is_answered_with_what_to_do(world, caseworker, case_id, page):
    document = add(world, caseworker, case_id, accept(blank_pages(pages=2), "report.pdf"))
    answer = world.client(caseworker).post(address("open", case_id, document.pk), {"page": page})
    assert answer.status_code == 200
    assert ("Download the file to look at it" in text_of(answer)) is (page == "9")


def test_a_download_is_called_by_its_number(world, caseworker, case_id):
    document = add(world, caseworker, case_id, photograph(name="Keisha.jpg"))
    answer = world.client(caseworker).post(address("download", case_id, document.pk))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="document-1.jpg"'
    assert answer.content.startswith(b"\xff\xd8\xff")


def test_a_look_at_the_address_of_a_button_opens_nothing(world, caseworker, case_id, superuser):
    document = add(world, caseworker, case_id, photograph())
    for name in ("open", "download"):
        answer = world.client(caseworker).get(address(name, case_id, document.pk))
        assert answer.headers["Location"] == address("show", case_id, document.pk)
    opened = "SELECT count(*) FROM audit_event WHERE kind IN ('document.opened', 'document.downloaded')"
    assert superuser.execute(opened).fetchone() == (0,)


@pytest.mark.parametrize(
    "content, advice", [(b"", "empty"), (b"MZ\x90" + bytes(40), "JPEG, PNG"), (b"%PDF-", "damaged")]
)
def test_a_file_that_is_refused_leaves_what_was_typed(world, caseworker, case_id, content, advice):
    sent = {"kind": KIND, "title": "Keisha at school", "file": upload(content)}
    answer = world.client(caseworker).post(address("add", case_id), sent)
    assert answer.status_code == 422
    assert advice in text_of(answer)
    assert 'value="Keisha at school"' in answer.content.decode()
    assert re.search(rf'value="{KIND}"[^>]*checked', answer.content.decode())


@override_settings(UPLOAD_LIMIT_BYTES=100_000)
def test_a_file_that_is_too_large_leaves_what_was_typed(world, caseworker, case_id):
    sent = {"kind": KIND, "title": "Keisha at school", "file": upload(b"\xff\xd8\xff" + bytes(150_000))}
    answer = world.client(caseworker).post(address("add", case_id), sent)
    assert answer.status_code == 413
    assert "larger than 10 MB" in text_of(answer)
    assert "Choose a file." not in text_of(answer)
    assert 'value="Keisha at school"' in answer.content.decode()


def test_sending_nothing_says_what_to_choose(world, caseworker, case_id):
    answer = world.client(caseworker).post(address("add", case_id), {})
    assert answer.status_code == 422
    assert "Choose what kind of document it is." in text_of(answer)
    assert "Choose a file." in text_of(answer)


def test_the_page_of_a_document_says_who_opened_it(world, caseworker, case_id):
    document = add(world, caseworker, case_id, photograph())
    client, page = world.client(caseworker), address("show", case_id, document.pk)
    assert "Nobody has opened it yet." in text_of(client.get(page))
    client.post(address("open", case_id, document.pk))
    client.post(address("download", case_id, document.pk))
    shown = text_of(client.get(page))
    assert "Opened a document" in shown
    assert "Downloaded a document" in shown


def test_what_came_with_the_concern_says_so(world, caseworker, protection):
    constable = world.person(world.agency("police", name="Harbour police"), "first_responder")
    case_id = world.report(constable, files=[photograph()]).case_id
    ((document_id,),) = list(Document.objects.using("setup").filter(case_id=case_id).values_list("pk"))
    shown = text_of(world.client(caseworker).get(address("show", case_id, document_id)))
    assert "with what was reported" in shown
    assert "Harbour police" in shown


def test_a_document_added_by_mistake_leaves_the_list_and_comes_back(world, caseworker, case_id):
    document = add(world, caseworker, case_id, photograph())
    client, listed = world.client(caseworker), address("list", case_id)
    refused = client.post(address("remove", case_id, document.pk), {"reason": " "})
    assert "Write why the document should not be in this case." in text_of(refused)
    reason = {"reason": "It belongs to another child."}
    marked = client.post(address("remove", case_id, document.pk), reason, follow=True)
    assert "You can put it back." in text_of(marked)
    assert "It belongs to another child." in text_of(marked)
    assert "There are no documents here" in text_of(client.get(listed))
    assert "There are no documents in this case yet." in text_of(
        client.get(reverse("case-show", args=[case_id]))
    )
    assert "Picture 1" in text_of(client.get(f"{listed}?show=removed"))
    back = client.post(address("restore", case_id, document.pk), follow=True)
    assert "The document is back in the case." in text_of(back)
    assert "Picture 1" in text_of(client.get(listed))
    assert client.post(address("restore", case_id, document.pk)).status_code == 409


def test_the_case_shows_the_newest_documents_and_the_list_all_by_pages(
    world, caseworker, case_id, monkeypatch
):
    monkeypatch.setattr("opennrm.cases.documents.DOCUMENTS_A_PAGE", 4)
    for number in range(7):
        add(world, caseworker, case_id, photograph((number * 30, 0, 0)))
    client = world.client(caseworker)
    on_case = text_of(client.get(reverse("case-show", args=[case_id])))
    assert [f"Picture {number}" in on_case for number in range(1, 8)] == [False] * 2 + [True] * 5
    first = client.get(address("list", case_id)).content.decode()
    assert re.findall(r"Picture (\d)", first) == ["7", "6", "5", "4"]
    (older,) = re.findall(r'href="([^"]+)" rel="next"', first)
    last = client.get(address("list", case_id) + older).content.decode()
    assert re.findall(r"Picture (\d)", last) == ["3", "2", "1"]
    (newer,) = re.findall(r'href="([^"]+)" rel="prev"', last)
    assert re.findall(r"Picture (\d)", client.get(address("list", case_id) + newer).content.decode()) == [
        "7",
        "6",
        "5",
        "4",
    ]
