"""What is recorded of who a child is, and of searches."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from opennrm.cases.events import Whom, fields_in_words
from opennrm.country.titles import title_of
from opennrm.foundation.events import Detail, Event, NoticeKind, Told, recorded

IDENTITY_WORDS = {
    "given_names": _("first names"),
    "family_name": _("family name"),
    "other_names": _("other names"),
    "birth_date": _("date of birth"),
    "document_number": _("document number"),
    "school": _("school"),
    "guardian": _("name of the parent or guardian"),
    "nationality": _("nationality"),
    "citizenships": _("citizenship"),
}
CONTACT_WORDS = {
    "address": _("address"),
    "telephone": _("telephone"),
    "safe_to_contact": _("whether it is safe to write or call there"),
    "is_current": _("whether the child can be reached there"),
}
AROUND_WORDS = {
    "role": _("role"),
    "relation": _("relation to the child"),
    "name": _("name"),
    "other_names": _("other names"),
    "birth_date": _("date of birth"),
    "is_child": _("whether it is a child"),
    "description": _("description"),
    "address": _("address"),
    "telephone": _("telephone"),
    "safe_to_contact": _("whether it is safe to contact this person"),
    "note": _("notes"),
    "told_by": _("who says so"),
    "told_on": _("when it was said"),
    "is_current": _("whether this still holds"),
}
"""The fields of a person besides the child."""

NOT_SAFE = NoticeKind(
    kind="related_person.not_safe",
    says=_("Somebody around a child must not be contacted."),
    about="case",
)
NOTICES = (NOT_SAFE,)
HELPERS = "helpers"
"""The agencies whose part covers the people around the child."""


def _role(detail: Detail) -> dict[str, str]:
    # Where it is said of a relation, the two stand side by side, as on the page of the case.
    return {"role": title_of(detail["roles"], detail["role"])}


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
RELATED_ADDED = Event(
    kind="related_person.added",
    audit=_("Added somebody around the child"),
    story=_("Somebody around the child was added: {role}"),
    words=_role,
)
RELATED_CORRECTED = Event(
    kind="related_person.corrected",
    audit=_("Corrected what is recorded of somebody around the child"),
    story=_("Corrected for somebody around the child: {fields}"),
    tone="quiet",
    words=fields_in_words(AROUND_WORDS),
    about="corrections",
)
RELATED_ENDED = Event(
    kind="related_person.ended",
    audit=_("Said that somebody has nothing to do with the child any more"),
    story=_("No longer around the child: {role}"),
    tone="quiet",
    words=_role,
    about="corrections",
)
_TOLD = (Told(whom=Whom.HOLDER, notice=NOT_SAFE), Told(whom=HELPERS, notice=NOT_SAFE))
RELATED_ADDED_NOT_SAFE, RELATED_CORRECTED_NOT_SAFE = (
    replace(event, tells=_TOLD) for event in (RELATED_ADDED, RELATED_CORRECTED)
)
"""From now on, nobody may contact this person."""
SUSPECTED_ADDED = Event(
    kind="suspected_person.added",
    audit=_("Added somebody who is said to be involved"),
    story=_("Somebody was added who is said to be involved: {role}"),
    tone="warn",
    words=_role,
)
SUSPECTED_CORRECTED = Event(
    kind="suspected_person.corrected",
    audit=_("Corrected what is recorded of somebody who is said to be involved"),
    story=_("Corrected for somebody who is said to be involved: {fields}"),
    tone="quiet",
    words=fields_in_words(AROUND_WORDS),
    about="corrections",
)
SUSPECTED_ENDED = Event(
    kind="suspected_person.ended",
    audit=_("Said that somebody is no longer said to be involved"),
    story=_("No longer said to be involved: {role}"),
    tone="quiet",
    words=_role,
    about="corrections",
)
EVENTS = (
    PERSON_CORRECTED,
    CONTACT_CORRECTED,
    CONTACT_ADDED,
    RELATED_ADDED,
    RELATED_CORRECTED,
    RELATED_ENDED,
    SUSPECTED_ADDED,
    SUSPECTED_CORRECTED,
    SUSPECTED_ENDED,
    *recorded(
        {
            "age.reckoned": _("Had the age of the child worked out from the date of birth"),
            "correction_draft.discarded": _("Deleted an unfinished correction or addition"),
            "correction_draft.expired": _("Deleted an unfinished correction or addition that had expired"),
            "correction_draft.opened": _("Opened an unfinished correction or addition"),
            "correction_draft.saved": _("Kept an unfinished correction or addition"),
            "duplicates.checked": _("Looked for records of the same child, and was shown results"),
            "identity.exported": _("Exported the name of the child in a list of cases"),
            "identity.found": _("Saw the name of the child among the results of a search"),
            "identity.opened": _("Opened the identity of the child"),
            "people_around.opened": _("Opened who else has to do with the child"),
            "search_tokens.made": _("Let children be found by what a new version of OpenNRM finds them by"),
            "search.made": _("Searched, and was shown results"),
        }
    ),
)
