"""Uploads stay in memory until they are sealed: nothing unsealed is written to a temporary file."""

from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler, StopUpload


class InMemoryOnly(MemoryFileUploadHandler):
    """Keeps an upload in memory and stops reading as soon as it is larger than allowed."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        # Several files may come at once; each is limited below, all of them together here. Reading stops at
        # the first file, not here: the fields before it, the form's token among them, are still needed.
        self.activated = True
        self.is_all_too_large = content_length > 4 * settings.UPLOAD_LIMIT_BYTES

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if self.is_all_too_large or start + len(raw_data) > settings.UPLOAD_LIMIT_BYTES:
            setattr(self.request, "upload_too_large", True)  # noqa: B010 (a request of Django has no such field)
            raise StopUpload(connection_reset=False)
        return super().receive_data_chunk(raw_data, start)
