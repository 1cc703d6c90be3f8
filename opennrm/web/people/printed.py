"""The child and the people around the child in a printed summary."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.cases import corrections as case_corrections
from opennrm.cases.corrections import OpenCorrection
from opennrm.cases.models import Case
from opennrm.cases.permissions import IDENTITY_OPEN
from opennrm.country.titles import title_of, titles_of
from opennrm.foundation.actor import Actor
from opennrm.foundation.papers import Passage
from opennrm.people import access, around, earlier
from opennrm.people.access import OpenContact
from opennrm.people.around import OpenPerson
from opennrm.people.models import RelatedPerson, SuspectedPerson
from opennrm.web.cases.words import age_in_words
from opennrm.web.people import around_words, words
from opennrm.web.printed import MOST, Printing, PrintSection, known, older_are_left_out
from opennrm.web.templatetags.design import moment

_IDENTITY = (
    "given_names", "family_name", "other_names", "birth_date", "document_number", "school", "guardian", "nationality",
)  # fmt: skip
FACTS = frozenset(case_corrections.FACTS)
_AROUND = ("name", "other_names", "birth_date", "telephone", "address", "description", "note")


def _child(printing: Printing) -> list[Passage]:
    case = printing.case
    facts = known(
        (words.LABELS["age"], age_in_words(case.age)),
        (words.LABELS["sex"], title_of("sexes", case.sex)),
        (words.LABELS["languages"], ", ".join(titles_of("languages", case.languages))),
        (words.LABELS["area"], title_of("areas", case.area)),
    )
    if not printing.has_names:
        return [Passage(facts=facts)]
    identity = access.open_identity(printing.actor, case.pk, at=printing.at)
    named = [(words.LABELS[name], _written(name, getattr(identity, name))) for name in _IDENTITY]
    contacts = [_contact(contact) for contact in identity.contacts if contact.ended_at is None]
    return [Passage(facts=[*known(*named), *facts]), *contacts]


def _written(name: str, value: str) -> str:
    return words.in_words(name, value) if value else ""


def _contact(contact: OpenContact) -> Passage:
    return Passage(
        heading=_("How to reach the child"),
        facts=known(
            (words.LABELS["address"], contact.address),
            (words.LABELS["telephone"], contact.telephone),
            (words.LABELS["safe_to_contact"], words.in_words("safe_to_contact", contact.safe_to_contact)),
        ),
    )


def _around(printing: Printing) -> list[Passage]:
    actor, case = printing.actor, printing.case
    if printing.has_names:
        _case, related, suspected = around.open_all(actor, case.pk)
        return [
            *(_person(each) for each in related),
            *(_person(each, is_suspected=True) for each in suspected),
        ]
    found: list[Any] = [
        person for kind in (RelatedPerson, SuspectedPerson) for person in around.listed(actor, kind, case.pk)
    ]
    return [Passage(paragraphs=[around_words.called(person) for person in found])] if found else []


def _person(one: OpenPerson, *, is_suspected: bool = False) -> Passage:
    heading = around_words.called(one.person)
    if is_suspected:
        heading = _("Said to be involved: %(role)s") % {"role": heading}
    if one.person.ended_at:
        heading = _("%(role)s, no longer true") % {"role": heading}
    stated = [
        (around_words.LABELS[name], around_words.in_words(name, text))
        for name in _AROUND
        if (text := one.texts.get(name))
    ]
    return Passage(heading=heading, facts=known(*stated))


def _corrections(printing: Printing) -> list[Passage]:
    found = earlier.open_corrections(printing.actor, printing.case)
    others = around_words.by_id(printing.actor, printing.case.pk) if found else {}
    rows = [
        (*_corrected(printing, each, others.get(each.subject_id)), *_by_whom(printing, each))
        for each in found[:MOST]
    ]
    columns = [_("What was corrected"), _("Before and after"), _("Corrected"), _("Why")]
    table = Passage(columns=columns, rows=rows)
    return [*([table] if rows else []), *([older_are_left_out()] if len(found) > MOST else [])]


def _corrected(printing: Printing, each: OpenCorrection, called: str | None) -> tuple[str, str]:
    """What a correction changed. Without names only that it did, but for what everybody reads of the child."""
    labels: Mapping[str, Any] = words.LABELS
    say = words.in_words
    if called is not None:
        labels, say = around_words.LABELS, around_words.in_words
    names = each.changes if printing.has_names else [name for name in each.changes if name in FACTS]
    changes = [
        _("%(field)s: before %(before)s, now %(after)s")
        % {"field": labels[name], "before": say(name, before), "after": say(name, after)}
        for name in names
        for before, after in [each.changes[name]]
    ]
    what = ", ".join(str(labels[name]) for name in each.changes)
    return (f"{called}: {what}" if called else what), "\n".join(changes)


def _by_whom(printing: Printing, each: OpenCorrection) -> tuple[str, str]:
    """When, by whom and why. Without names no reason: it often says what stood there before, such as a wrong name."""
    when = f"{moment(each.corrected_at)}, {printing.who(each.corrected_by)}"
    return when, printing.written(each.reason) if printing.has_names else ""


def _has_corrections(actor: Actor, case: Case, leads: bool) -> bool:
    return earlier.has_corrections(actor, case.pk)


def _has_people_around(actor: Actor, case: Case, leads: bool) -> bool:
    return any(around.listed(actor, kind, case.pk) for kind in (RelatedPerson, SuspectedPerson))


SECTIONS = (
    PrintSection(
        order=10,
        code="child",
        title=gettext_lazy("The child"),
        says=gettext_lazy(
            "Age, sex, languages and area. With names also the name, date of birth and contact details."
        ),
        may=(IDENTITY_OPEN,),
        passages=_child,
    ),
    PrintSection(
        order=15,
        code="people_around",
        title=gettext_lazy("People around the child"),
        says=gettext_lazy(
            "Family and others, and people who are said to be involved. Without names only their roles."
        ),
        may=(IDENTITY_OPEN,),
        passages=_around,
        is_offered=_has_people_around,
    ),
    PrintSection(
        order=18,
        code="corrections",
        title=gettext_lazy("Earlier details"),
        says=gettext_lazy(
            "What was corrected, when and by whom. With names, also what was recorded before and why it was corrected."
        ),
        may=(IDENTITY_OPEN,),
        passages=_corrections,
        is_offered=_has_corrections,
    ),
)
