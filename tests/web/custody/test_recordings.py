"""The other end of tus, and the bytes of a copy: what a hostile or broken client sends, and what it gets."""

import hashlib
import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfWriter

from opennrm.custody import copies, handing, viewing
from opennrm.custody.models import Copy
from opennrm.custody.rules import CHUNK, MOST_SENT
from opennrm.custody.states import Authority, Looking, Medium, Purpose, State
from opennrm.foundation.references import reference_of
from tests.custody.scene import Scene, film, set_up

PIECE = "application/offset+octet-stream"


@pytest.fixture(autouse=True)
def store_of_its_own(tmp_path, settings) -> None:
    settings.CUSTODY_STORE = tmp_path / "custody"


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def address(scene) -> str:
    return reverse("recording-tus", args=[scene.recording_id])


def begin(scene, client, size: int):
    return client.post(address(scene), headers={"Tus-Resumable": "1.0.0", "Upload-Length": str(size)})


def patch(scene, client, content: bytes, offset: object, *, kind: str = PIECE, version: str = "1.0.0"):
    headers = {"Tus-Resumable": version, "Upload-Offset": str(offset)}
    return client.patch(address(scene), content, content_type=kind, headers=headers)


def test_a_recording_arrives_by_tus(scene):
    client, content = scene.world.client(scene.custodian), film(2 * CHUNK + 9)
    begun = begin(scene, client, len(content))
    assert (begun.status_code, begun["Location"]) == (201, address(scene))
    # More than whole chunks is not taken in the middle: the answer says how far it has come.
    first = patch(scene, client, content[: CHUNK + 5], 0)
    assert (first.status_code, first["Upload-Offset"]) == (204, str(CHUNK))
    asked = client.head(address(scene))
    assert (asked["Upload-Offset"], asked["Upload-Length"]) == (str(CHUNK), str(len(content)))
    assert patch(scene, client, content[CHUNK:], CHUNK).status_code == 204
    assert scene.row().state == State.SEALED
    assert scene.row().digest == hashlib.sha256(content).hexdigest()
    assert patch(scene, client, b"more", len(content)).status_code == 409


def test_hostile_pieces_change_nothing(scene):
    client, content = scene.world.client(scene.custodian), film(3 * CHUNK)
    assert begin(scene, client, 0).status_code == 409
    assert begin(scene, client, 10**14).status_code == 413
    assert begin(scene, client, len(content)).status_code == 201
    assert begin(scene, client, len(content) + 1).status_code == 409
    assert patch(scene, client, content[:CHUNK], 0).status_code == 204
    asked = [
        patch(scene, client, content[:CHUNK], 0),
        patch(scene, client, content[:CHUNK], 2 * CHUNK),
        patch(scene, client, content + content, CHUNK),
        patch(scene, client, bytes(9 * CHUNK), CHUNK),
        patch(scene, client, b"x", CHUNK),
        patch(scene, client, content[CHUNK:], -1),
        patch(scene, client, content[CHUNK:], "1e3"),
        patch(scene, client, content[CHUNK:], CHUNK, kind="text/plain"),
        patch(scene, client, content[CHUNK:], CHUNK, version="0.2.2"),
    ]
    assert [each.status_code for each in asked] == [409, 409, 413, 413, 413, 400, 400, 415, 412]
    assert asked[0]["Upload-Offset"] == str(CHUNK)
    assert scene.row().received == CHUNK


def test_nobody_else_reaches_an_upload(scene):
    stranger = scene.world.person(scene.world.agency("police"), "evidence_custodian")
    for person, status in ((stranger, 404), (scene.colleague, 403), (scene.counsel, 403)):
        client = scene.world.client(person)
        assert begin(scene, client, 12).status_code == status
        assert patch(scene, client, b"x" * 12, 0).status_code == status
        assert client.head(address(scene)).status_code == status
    assert patch(scene, scene.world.client(), b"x" * 12, 0).status_code in (302, 403, 200)
    assert scene.row().bytes == 0


def test_a_piece_without_its_token_is_forged(scene):
    client = scene.world.client(scene.custodian, enforce_csrf_checks=True)
    assert patch(scene, client, b"x" * 12, 0).status_code == 403


@pytest.fixture
def playing(scene):
    """Counsel looks at a copy of a recording that needs more than one answer; its address and the content."""
    content = film(MOST_SENT + 100)
    scene.sealed(content)
    scene.agreed(scene.counsel)
    copy_id = scene.do(
        scene.custodian, copies.order, scene.recording_id, purpose=Purpose.THERAPY,
        recipient=scene.counsel.membership.agency_id, office="", basis=Authority.CONSENT, authority="C 1",
        may_view=True, may_download=False, until=timezone.now() + timedelta(days=3), page=uuid4(),
    ).pk  # fmt: skip
    scene.do(scene.custodian, handing.hand_over, copy_id, medium=Medium.ONLINE)
    scene.do(scene.counsel, handing.accept, copy_id)
    event = scene.do(scene.counsel, viewing.open_copy, copy_id, purpose=Looking.TREAT)
    return copy_id, reverse("copy-content", args=[copy_id, event.pk]), content


def test_a_browser_gets_the_ranges_that_it_asks_for(scene, playing):
    _copy_id, at, content = playing
    client = scene.world.client(scene.counsel)
    first = client.get(at, headers={"Range": "bytes=0-"})
    assert first.status_code == 206
    assert first["Content-Range"] == f"bytes 0-{MOST_SENT - 1}/{len(content)}"
    assert first.content == content[:MOST_SENT]
    assert first["Content-Type"] == "video/mp4"
    assert first["Cache-Control"] == "no-store"
    assert first["X-Content-Type-Options"] == "nosniff"
    last = client.get(at, headers={"Range": "bytes=-7"})
    assert last.content == content[-7:]
    for refused in ("bytes=9-5", f"bytes={len(content)}-", "bytes=0-1,4-5", "lines=0-1"):
        answer = client.get(at, headers={"Range": refused})
        assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{len(content)}")
    assert client.get(at).status_code == 416


def test_bytes_end_with_the_copy_and_are_for_whoever_said_that_they_look(scene, playing):
    copy_id, at, _content = playing
    other = scene.world.person(scene.counsel.membership.agency, "recording_viewer")
    for person, status in ((other, 404), (scene.custodian, 404), (scene.office.caseworker, 403)):
        assert scene.world.client(person).get(at, headers={"Range": "bytes=0-1"}).status_code == status
    client = scene.world.client(scene.counsel)
    scene.past(
        "UPDATE custody_copy SET starts_at = now() - interval '9 days', until = now() - interval '1 hour'"
    )
    assert client.get(at, headers={"Range": "bytes=0-1"}).status_code == 404
    refused = client.post(reverse("copy-look", args=[copy_id]), {"purpose": "treat"})
    assert refused.status_code == 410
    assert scene.ledger()[-2:] == ["access_ended", "view_refused"]


def test_what_a_player_reports_is_believed_as_far_as_it_can_be_true(scene, playing):
    _copy_id, at, _content = playing
    client, played = scene.world.client(scene.counsel), at.replace("/content/", "/played/")
    for said in ("no json", "{}", "[[5, 1]]", '[["a", "b"]]', "[" * 30_000):
        assert client.post(played, {"ranges": said}).status_code == 204
    assert "view_range" not in scene.ledger()
    assert client.post(played, {"ranges": "[[0, 2.04]]", "closed": "1"}).status_code == 204
    assert scene.ledger()[-2:] == ["view_range", "view_closed"]


def test_the_ledger_for_a_court_names_recording_and_interview_by_reference_and_nobody_by_name(scene):
    interview = uuid4()
    other = scene.announce(occasion=interview)
    scene.send(film(100), of=other.pk)
    page = scene.world.client(scene.custodian).get(reverse("recording-printed", args=[other.pk]))
    said = re.search(r"<main.*</main>", page.content.decode(), re.DOTALL)
    assert said is not None
    assert other.reference in said[0]
    assert reference_of("INT", interview) in said[0]
    assert str(interview) not in said[0]
    for person in (scene.custodian, scene.office.caseworker):
        assert person.membership.account.name not in said[0]


def test_a_transcript_is_looked_at_page_by_page_under_the_name_of_whoever_looks(scene):
    scene.sealed()
    written = io.BytesIO()
    document = PdfWriter()
    for _each in range(2):
        document.add_blank_page(200, 200)
    document.write(written)
    client = scene.world.client(scene.custodian)
    file = SimpleUploadedFile("transcript.pdf", written.getvalue(), content_type="application/pdf")
    answers = {"basis": "request", "authority": "DPP 4", "file": file, "page": uuid4()}
    assert client.post(reverse("recording-transcript", args=[scene.recording_id]), answers).status_code == 302
    copy_id = Copy.objects.using("setup").get().pk
    opened = client.post(reverse("copy-look", args=[copy_id]), {"purpose": "check"})
    for page in (1, 2):
        shown = client.get(f"{opened['Location']}?page={page}").content.decode()
        assert f"Page {page} of 2" in shown
        assert 'src="data:image/' in shown
        assert scene.custodian.membership.account.name in shown
    assert "cannot be shown" in client.get(f"{opened['Location']}?page=3").content.decode()
