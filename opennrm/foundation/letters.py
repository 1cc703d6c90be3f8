"""Where letters go when there is no mail server: files that only the user who runs the product can read."""

import os
from functools import partial
from typing import Any

from django.core.mail.backends.filebased import EmailBackend


class PrivateFiles(EmailBackend):
    """Django's letters in files. Invitations are among them, and whoever reads one can take the account."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        os.chmod(self.file_path, 0o700)

    def open(self) -> bool:
        """Begin a file; whether one was begun."""
        if self.stream is not None:
            return False
        opener = partial(os.open, mode=0o600)
        self.stream = open(self._get_filename(), "ab", opener=opener)  # noqa: SIM115 - closed by close()
        return True
