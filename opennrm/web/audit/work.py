"""The audit in My work."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.foundation.actor import Actor
from opennrm.web.worklist import Section


def to_look_through(actor: Actor, at: datetime) -> list[Section]:
    """The way to the audit."""
    section = Section(
        title=_("Audit"),
        items=[],
        empty=_("The audit is a sealed record of everything that people did and looked at."),
        more={"url": reverse("audit-list"), "text": _("Look through the audit")},
    )
    return [section]
