"""Adding pictures and documents to a concern."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from PIL import Image

from opennrm.cases.documents import newest, open_document
from opennrm.cases.models import Case
from tests.foundation.hostile_files import shared_annotations
from tests.foundation.test_files import GPS_WORD, with_location
from tests.web.concerns.walking import text_of


def upload(content: bytes, name: str = "photo.jpg") -> dict:
    return {"file": SimpleUploadedFile(name, content, content_type="image/jpeg")}


def test_a_picture_is_added_listed_and_removed_again(walk):
    answer = walk.client.post(walk.url("attachment-add"), upload(with_location()))
    assert answer.headers["Location"] == walk.url("step", "files")
    page = walk.client.get(walk.url("step", "files"))
    assert "photo.jpg" in text_of(page)
    assert "photo.jpg" in text_of(walk.client.get(walk.url("check")))
    address = page.content.decode().split('action="')[2].split('"')[0]
    assert walk.client.post(address).headers["Location"] == walk.url("step", "files")
    assert "There are no files yet" in text_of(walk.client.get(walk.url("step", "files")))


def test_what_was_sent_arrives_at_the_lead_agency_without_its_location(world, protection, walk):
    walk.client.post(walk.url("attachment-add"), upload(with_location()))
    walk.answer_enough()
    walk.submit()
    with world.acting(world.person(protection, "caseworker")) as actor:
        case = Case.objects.visible_to(actor).get()
        (entry,) = newest(actor, case, most=5)
        opened = open_document(actor, case.pk, entry.id)
    assert entry.title == ""
    assert (opened.entry.title, opened.entry.media_type) == ("photo.jpg", "image/jpeg")
    assert GPS_WORD not in opened.content
    assert Image.open(BytesIO(opened.content)).size == (40, 20)


@pytest.mark.parametrize(
    "content, advice",
    [(b"", "empty"), (b"MZ\x90" + bytes(40), "JPEG, PNG, WebP and HEIC pictures"), (b"%PDF-", "damaged")],
)
def test_a_refused_file_is_answered_with_what_to_do(walk, content, advice):
    answer = walk.client.post(walk.url("attachment-add"), upload(content))
    assert answer.status_code == 422
    assert advice in text_of(answer)


def test_sending_no_file_is_answered_with_what_to_do(walk):
    answer = walk.client.post(walk.url("attachment-add"))
    assert answer.status_code == 422
    assert "Choose a file." in text_of(answer)


def test_continuing_with_a_file_chosen_adds_it(walk):
    answer = walk.client.post(walk.url("attachment-add"), {**upload(with_location()), "then": "continue"})
    assert answer.headers["Location"] == walk.url("step", "reporter")
    assert "The file was added." in text_of(walk.client.get(walk.url("step", "reporter")))
    assert "photo.jpg" in text_of(walk.client.get(walk.url("check")))


def test_continuing_without_a_file_goes_on(walk):
    answer = walk.client.post(walk.url("attachment-add"), {"then": "continue"})
    assert answer.headers["Location"] == walk.url("step", "reporter")
    assert "The file was added." not in text_of(walk.client.get(walk.url("step", "reporter")))


@pytest.mark.parametrize("content, advice", [(b"", "empty"), (b"%PDF-", "damaged")])
def test_continuing_with_a_file_that_is_refused_stays_and_keeps_the_rest(walk, content, advice):
    walk.client.post(walk.url("attachment-add"), upload(with_location()))
    answer = walk.client.post(walk.url("attachment-add"), {**upload(content), "then": "continue"})
    assert answer.status_code == 422
    assert advice in text_of(answer)
    assert "photo.jpg" in text_of(answer)


def test_a_file_that_is_not_safe_is_refused_and_everything_else_is_kept(walk):
    walk.send("account", account="She carries water.")
    answer = walk.client.post(walk.url("attachment-add"), upload(shared_annotations(200, 60_000), "a.pdf"))
    assert answer.status_code == 422
    assert "cannot be read safely" in text_of(answer)
    assert "She carries water." in walk.client.get(walk.url("step", "account")).content.decode()


def test_the_page_says_which_files_are_taken(walk):
    page = walk.client.get(walk.url("step", "files"))
    assert "JPEG, PNG, WebP or HEIC pictures and PDF documents, up to 10 MB each." in text_of(page)
    assert (
        'accept="image/jpeg,image/png,image/webp,image/heic,image/heif,application/pdf"'
        in page.content.decode()
    )


@override_settings(UPLOAD_LIMIT_BYTES=100_000)
@pytest.mark.parametrize("size", [150_000, 390_000, 1_000_000])
def test_a_file_that_is_too_large_leaves_the_draft_as_it_was(world, walk, size):
    walk.send("account", account="She carries water.")
    answer = walk.client.post(walk.url("attachment-add"), upload(b"\xff\xd8\xff" + bytes(size)))
    assert answer.status_code == 413
    assert "larger than 10 MB" in text_of(answer)
    assert "She carries water." in walk.client.get(walk.url("step", "account")).content.decode()
