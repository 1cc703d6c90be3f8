"""A form with one picture or document to add, for every page that takes one."""

from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from opennrm.foundation.files import TAKEN, CleanFile, accept, too_large
from opennrm.web import design
from opennrm.web.request import Request


class FileForm(design.Form):
    """One picture or document. The file is the last field: reading stops at one that is too large."""

    file = forms.FileField(
        label=_("Choose a picture or document"),
        help_text=_(
            "JPEG, PNG, WebP or HEIC pictures and PDF documents, up to 10 MB each. We remove the place where a "
            "picture was taken."
        ),
        widget=design.File(accept=list(TAKEN)),
    )
    is_too_large = False

    @classmethod
    def sent(cls, request: Request, **options: Any) -> Self:
        """The form with what the browser has sent, and the file's error where it was too large to be read."""
        form = cls(request.POST, request.FILES, **options)
        if getattr(request, "upload_too_large", False):
            form.is_too_large = True
            form.errors.pop("file", None)
            form.add_error("file", too_large())
        return form

    def harmless(self) -> CleanFile:
        """A harmless copy of the file, of a form that is valid.

        :raises FileRefused: there can be none.
        """
        sent = self.cleaned_data["file"]
        return accept(sent.read(), sent.name)

    @property
    def status_when_refused(self) -> int:
        """What the page answers where this form is shown again."""
        return 413 if self.is_too_large else 422
