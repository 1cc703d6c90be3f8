"""Making a printed summary: what the sections say, without names where none are wanted, set as a paper and kept."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from opennrm.agencies.models import Membership
from opennrm.cases.models import Case
from opennrm.country.titles import title_of
from opennrm.foundation import papers
from opennrm.foundation.actor import Actor
from opennrm.foundation.papers import Paper, Passage, Section
from opennrm.people import access as people_access
from opennrm.people import around
from opennrm.people.models import RelatedPerson, SuspectedPerson
from opennrm.printing import access, actions
from opennrm.printing.actions import Order
from opennrm.printing.models import Printout
from opennrm.web.printed import Printing, PrintSection
from opennrm.web.printing import sections
from opennrm.web.printing.names import Names
from opennrm.web.templatetags.design import moment

_OF_PEOPLE_AROUND = ("name", "other_names")


def make(case_id: UUID, order: Order, *, page: UUID, by: Actor, at: datetime) -> Printout:
    """Print a summary of a case, and keep it. The same page sent twice with the same answers prints it once.

    :raises NotThere: there is no such case that `by` may see, or their part does not cover who the child is.
    :raises NotAllowed: the role of `by` prints no summaries, or opens no identities.
    :raises PrintoutIncomplete: it has no known purpose, no recipient or no section.
    :raises PaperNotPossible: it would be too long, or the machine has no time for it now.
    """
    standing = access.case_to_print(by, case_id)
    if made := actions.printed_before(case_id, order=order, page=page, by=by):
        return made
    case, number = standing.case, actions.new_number()
    printing = Printing(
        actor=by,
        case=case,
        leads=standing.leads,
        has_names=order.has_names,
        has_texts=order.has_texts,
        at=at,
        choices=order.choices,
    )
    chosen = [
        section
        for section in sections.offered(by, case, leads=standing.leads)
        if section.code in order.sections
    ]
    names = None if order.has_names else _names_in(by, case, at=at)
    paper = papers.set_paper(_paper(printing, order, number, _said(printing, chosen, names), names))
    return actions.keep(case_id, order=order, number=number, paper=paper, page=page, by=by, at=at)


def _said(printing: Printing, chosen: Iterable[PrintSection], names: Names | None) -> list[Section]:
    """What the chosen sections say. Every text passes here on its way to the paper, and so no name gets past."""
    nothing = [Passage(paragraphs=[_("Nothing is recorded here.")])]
    found = [
        Section(title=str(section.title), passages=section.passages(printing) or nothing)
        for section in chosen
    ]
    return found if names is None else [papers.with_words(section, names.left_out) for section in found]


def _names_in(actor: Actor, case: Case, *, at: datetime) -> Names:
    """Everybody of the case whom a text could name, and by what else they could be known. Opening that is recorded."""
    child = people_access.open_identity(actor, case.pk, at=at)
    others = _people_around(actor, case)
    names = [child.given_names, child.family_name, child.other_names, child.former_names]
    names.append(child.guardian)
    names += [texts.get(name, "") for texts in others for name in _OF_PEOPLE_AROUND]
    return Names(
        names=names,
        exact=[
            child.document_number,
            child.school,
            *(contact.address for contact in child.contacts),
            *(texts.get("address", "") for texts in others),
        ],
        telephones=[
            *(contact.telephone for contact in child.contacts),
            *(texts.get("telephone", "") for texts in others),
        ],
    )


def _people_around(actor: Actor, case: Case) -> Sequence[dict[str, str]]:
    if not any(around.listed(actor, kind, case.pk) for kind in (RelatedPerson, SuspectedPerson)):
        return []
    _case, related, suspected = around.open_all(actor, case.pk)
    return [dict(each.texts) for each in (*related, *suspected)]


def _paper(
    printing: Printing, order: Order, number: str, said: Sequence[Section], names: Names | None
) -> Paper:
    member = Membership.objects.select_related("account", "agency").get(pk=printing.actor.membership_id)
    when, printer, recipient = moment(printing.at), _printer(member), order.recipient.strip()
    return Paper(
        language=(translation.get_language() or "en").split("-")[0],
        title=_("Case summary %(reference)s") % {"reference": printing.case.reference},
        header=(f"{printing.case.reference} · {number}", _("Confidential")),
        footer=_("Printed by %(who)s, %(when)s") % {"who": printer, "when": when},
        page=_("Page {page} of {pages}"),
        letters_are_missing=_(
            "This paper cannot show some letters that are in the record, such as Chinese ones. It says “[letters "
            "missing]” in their place. Read these passages on the screen."
        ),
        instead_of_letters=_("[letters missing]"),
        facts=[
            (_("Purpose"), title_of("print_purposes", order.purpose)),
            (_("For"), names.left_out(recipient) if names else recipient),
            (_("Printed by"), printer),
            (_("Printed"), when),
            (_("Number of this summary"), number),
            (_("Sections"), ", ".join(section.title for section in said)),
        ],
        notices=_notices(printing),
        sections=said,
    )


def _printer(member: Membership) -> str:
    return _("%(name)s, %(agency)s") % {"name": member.account.name, "agency": member.agency.name}


def _notices(printing: Printing) -> list[str]:
    confidential = _(
        "This paper is about a child who may be in danger. Give it only to the person it is for. Keep it locked, "
        "and destroy it when it is no longer needed."
    )
    if printing.has_names:
        return [confidential]
    if not printing.has_texts:
        return [
            confidential,
            _(
                "The names that are recorded in the case are left out. So is what people wrote in their own words."
            ),
        ]
    return [
        confidential,
        _(
            "The names that are recorded in the case are left out. Read the texts before you hand this on: they may "
            "name other people or describe the child."
        ),
    ]
