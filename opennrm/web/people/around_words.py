"""Who else has to do with a child, in words."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.country.titles import title_of
from opennrm.foundation.actor import Actor
from opennrm.people import around
from opennrm.people.around import OpenPerson
from opennrm.people.models import PersonAround, RelatedPerson, SuspectedPerson
from opennrm.web import design
from opennrm.web.people import words
from opennrm.web.people.around_forms import IS_CHILD

LABELS = {
    "role": gettext_lazy("Who this person is, or what they are said to have done"),
    "relation": gettext_lazy("How this person knows the child"),
    "name": gettext_lazy("Name"),
    "other_names": gettext_lazy("Nickname, or other names"),
    "is_child": gettext_lazy("Is this person a child?"),
    "birth_date": gettext_lazy("Date of birth"),
    "safe_to_contact": gettext_lazy("Is it safe to contact this person?"),
    "telephone": gettext_lazy("Telephone"),
    "address": gettext_lazy("Where this person can be found"),
    "description": gettext_lazy("What this person looks like"),
    "note": gettext_lazy("What else was recorded"),
    "told_by": gettext_lazy("Who says so"),
    "told_on": gettext_lazy("When they said so"),
    "is_current": gettext_lazy("Does this still hold?"),
}


def in_words(name: str, value: Any) -> str:
    """What stands in a field, as people read it; "Not known" where nothing does."""
    match name:
        case "role":
            value = next(
                (
                    title
                    for kind in (RelatedPerson, SuspectedPerson)
                    if (title := title_of(kind.ROLES, value)) != value
                ),
                value,
            )
        case "relation":
            value = title_of("relations", value)
        case "told_by":
            value = title_of("sources", value)
        case "told_on":
            value = design.in_words(value)
        case "is_child":
            value = str(dict(IS_CHILD).get(value, value)) if value != "unknown" else ""
    return words.in_words(name, value)


def called(person: PersonAround) -> str:
    """What somebody is called where nobody has opened who they are: their role, and how they know the child."""
    role, relation = title_of(person.ROLES, person.role), title_of("relations", person.relation)
    if not relation or relation == role:
        return role
    return _("%(role)s (%(relation)s)") % {"role": role, "relation": relation[:1].lower() + relation[1:]}


def by_id(actor: Actor, case_id: UUID) -> dict[UUID, str]:
    """The same of everybody in a case whom the actor's part covers."""
    return {
        each.pk: called(each) for kind in around.CORRECTIONS for each in around.listed(actor, kind, case_id)
    }


def of_list(person: PersonAround) -> dict[str, Any]:
    """Somebody as the page of the case shows them: nothing that is sealed."""
    return {"person": person, "called": called(person)}


def opened(one: OpenPerson) -> dict[str, Any]:
    """Somebody with what is sealed, and who recorded it."""
    person, texts = one.person, one.texts
    author = person.recorded_by
    return {
        **of_list(person),
        "texts": texts,
        "told_by": title_of("sources", getattr(person, "told_by", "")),
        "by": _("%(name)s, %(agency)s") % {"name": author.account.name, "agency": author.agency.name},
    }
