"""Letters in files are nobody else's to read: an invitation among them opens an account."""

import os

import pytest
from django.core.mail import EmailMessage, get_connection

from opennrm import settings as served


@pytest.fixture
def readable_by_all():
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.parametrize("is_new", [True, False])
def test_letters_in_files_are_private(tmp_path, readable_by_all, is_new):
    folder = tmp_path / "mail"
    if not is_new:
        folder.mkdir(0o755)
    with get_connection(served.EMAIL_BACKEND, file_path=folder) as mail:
        mail.send_messages(
            [EmailMessage("Subject", f"Letter {number}", to=["ann@example.org"]) for number in (1, 2)]
        )
    [file] = folder.iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert file.stat().st_mode & 0o777 == 0o600
    assert "Letter 1" in file.read_text()
    assert "Letter 2" in file.read_text()
