"""What is recorded of who a child is, and of searches."""

from django.utils.translation import gettext_lazy as _

from opennrm.cases.events import fields_in_words
from opennrm.foundation.events import Event, recorded

IDENTITY_WORDS = {
    "given_names": _("first names"),
    "family_name": _("family name"),
    "other_names": _("other names"),
    "birth_date": _("date of birth"),
    "document_number": _("document number"),
    "nationality": _("nationality"),
}
CONTACT_WORDS = {
    "address": _("address"),
    "telephone": _("telephone"),
    "safe_to_contact": _("whether it is safe to write or call there"),
    "is_current": _("whether the child can be reached there"),
}

PERSON_CORRECTED = Event(
    kind="person.corrected",
    audit=_("Corrected who the child is"),
    story=_("Corrected: {fields}"),
    tone="quiet",
    words=fields_in_words(IDENTITY_WORDS),
    about="corrections",
)
CONTACT_CORRECTED = Event(
    kind="contact.corrected",
    audit=_("Corrected how to reach the child"),
    story=_("Corrected: {fields}"),
    tone="quiet",
    words=fields_in_words(CONTACT_WORDS),
    about="corrections",
)
CONTACT_ADDED = Event(
    kind="contact.added",
    audit=_("Added a way to reach the child"),
    story=_("A way to reach the child was added"),
    tone="quiet",
)
EVENTS = (
    PERSON_CORRECTED,
    CONTACT_CORRECTED,
    CONTACT_ADDED,
    *recorded(
        {
            "identity.exported": _("Exported the name of the child in a list of cases"),
            "identity.found": _("Saw the name of the child among the results of a search"),
            "identity.opened": _("Opened the identity of the child"),
            "search.made": _("Searched, and was shown results"),
        }
    ),
)
