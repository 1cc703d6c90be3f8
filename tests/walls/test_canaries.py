"""Words that name the child stand nowhere but behind the seal: not in a dump, a log, a mail or a file."""

import logging
import subprocess
import tempfile
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from opennrm.cli import tasks
from opennrm.printing import access
from opennrm.printing.actions import Order
from opennrm.web.parts import gathered
from opennrm.web.printing import making
from tests import databases
from tests.mail import let_letters_go
from tests.printing.desk import text_of
from tests.walls import cast as casting

pytestmark = pytest.mark.database


def forms_of(word: str) -> list[bytes]:
    """A word as it may stand in a file: as it is, in small letters, and as a dump writes bytes."""
    return [form for text in (word, word.lower()) for form in (text.encode(), text.encode().hex().encode())]


def found_in(content: bytes, canaries: set[str]) -> list[str]:
    return [word for word in canaries if any(form in content for form in forms_of(word))]


def files_below(*folders: Path) -> list[Path]:
    return [path for folder in folders for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def traces(tmp_path, monkeypatch):
    """Temporary files and logs of this test go where the test can read them."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    log = logging.FileHandler(tmp_path / "application.log")
    log.addFilter(logging.getLogger().handlers[0].filters[0]) if logging.getLogger().handlers else None
    logging.getLogger().addHandler(log)
    yield tmp_path
    logging.getLogger().removeHandler(log)
    log.close()


def test_no_canary_leaves_the_seal(world, traces):
    cast = casting.make(world)
    canaries = cast.canaries.all() | {"invented sentence of a draft"}
    client = world.client(cast.people["lead_assigned"])
    opened = client.post(reverse("case-identity", args=[cast.case.pk]))
    assert cast.canaries.family_name in opened.content.decode(), "the canaries must really have been there"
    client.post(reverse("case-search"), {"words": cast.canaries.family_name})
    client.get(reverse("case-show", args=[cast.case.pk]))

    with world.connected_as("opennrm_worker"):
        tasks.run("notices.send")
    letters = let_letters_go(world)
    assert letters, "there must really have been letters"

    dump = subprocess.run(
        [_pg_dump(), databases.cluster().dsn(databases.database.SUPERUSER, settings.WORKER_DATABASE)],
        capture_output=True, check=True,
    ).stdout  # fmt: skip
    assert b"concerns_concern" in dump
    assert found_in(dump, canaries) == []
    for path in files_below(traces, settings.STATE / "static"):
        assert found_in(path.read_bytes(), canaries) == [], path
    assert found_in((databases.cluster().data / "server.log").read_bytes(), canaries) == []
    for message in letters:
        assert found_in(str(message.message()).encode(), canaries) == []


def test_an_error_in_the_middle_of_a_write_logs_no_value(world, traces, monkeypatch):
    """The application's log says where it failed; the server's log says nothing of the row."""
    cast = casting.begin(world)
    word = casting.Canaries()
    monkeypatch.setattr("opennrm.people.search_index.add", lambda *given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        casting.report(world, cast.people["reporter"], word)
    for path in [*files_below(traces), databases.cluster().data / "server.log"]:
        assert found_in(path.read_bytes(), word.all()) == [], path


def _pg_dump() -> str:
    return str(databases.cluster().program("pg_dump"))


def test_a_summary_without_texts_holds_no_word_that_anybody_wrote(world):
    cast = casting.begin(world)
    order = Order(
        purpose="court",
        recipient="The judge",
        sections=tuple(section.code for section in gathered().print_sections),
        has_names=False,
        has_texts=False,
        choices={},
    )
    with world.acting(cast.people["lead_assigned"]) as actor:
        printout = making.make(cast.case.pk, order, page=uuid4(), by=actor, at=timezone.now())
        paper = " ".join(text_of(access.download(actor, cast.case.pk, printout.pk).content))
    assert len(printout.sections) > 10
    assert [word for word in cast.canaries.all() if word in paper] == []
