"""What happens in investigations, to suspects, and to children who are not to be punished, and what follows from it."""

from django.utils.translation import gettext_lazy as _

from opennrm.foundation.events import Event

ARRESTED = Event(
    kind="child.arrested",
    audit=_("Recorded that the child was arrested"),
    story=_("The child was arrested"),
    tone="danger",
    clock="child.arrested",
)
EVENTS = (ARRESTED,)
