"""What is recorded of the figures of an agency. It says nothing of what they are."""

from django.utils.translation import gettext_lazy as _

from opennrm.foundation.events import recorded

EVENTS = recorded({"overview.viewed": _("Looked at the figures of their agency")})
