"""What a context contributes to the printed summary of a case: sections of data, without any markup."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from opennrm.agencies.models import Membership
from opennrm.cases.models import Case
from opennrm.foundation.actor import Actor
from opennrm.foundation.events import Text
from opennrm.foundation.papers import Passage
from opennrm.foundation.permissions import Permission

MOST = 300
"""Of one kind of record, as many are printed: the newest."""


@dataclass(frozen=True, kw_only=True)
class Printing:
    """A summary that is being printed: by whom, of which case, and whether it may name anybody.

    Without `has_texts` it holds nothing that somebody wrote by hand, in which a name may stand that nobody knows of.
    `choices` are the answers about what of a section is wanted, by the names of the form's fields.
    """

    actor: Actor
    case: Case
    leads: bool
    has_names: bool
    has_texts: bool = True
    at: datetime
    choices: Mapping[str, Any] = field(default_factory=dict)

    def who(self, member: Membership | None) -> str:
        """Somebody who did something: without names only their agency. The member comes with account and agency."""
        if member is None:
            return _("the system")
        if not self.has_names:
            return member.agency.name
        return _("%(name)s, %(agency)s") % {"name": member.account.name, "agency": member.agency.name}

    def written(self, text: str) -> str:
        """Words that somebody wrote by hand: none where the paper is to hold none. Sections pass them through here."""
        return text if self.has_texts else ""

    def paragraphs(self, *texts: str) -> list[str]:
        """The same of several texts, as the paragraphs of a passage: those that are empty are left out."""
        return [text for text in map(self.written, texts) if text]

    def days(self, name: str) -> tuple[date | None, date | None]:
        """The first and the last day that were chosen for a section."""
        return self.choices.get(f"{name}_from"), self.choices.get(f"{name}_until")


@dataclass(frozen=True, kw_only=True)
class PrintSection:
    """A section that can be chosen for a printed summary.

    :param says: what it contains, beneath its title where it is chosen.
    :param may: the permissions of which one is needed, to choose it and to open the summary afterwards.
    :param is_offered: whether somebody who sees the case finds anything there; with the actor, the case and whether
        they lead it.
    :param passages: what it says. It opens what is sealed by the access of its context, which records that.
    """

    order: int
    code: str
    title: Text
    says: Text
    may: tuple[Permission, ...]
    passages: Callable[[Printing], Sequence[Passage]]
    is_offered: Callable[[Actor, Case, bool], bool] = lambda actor, case, leads: True


def older_are_left_out() -> Passage:
    """What to say where there are more than are printed."""
    words = _("There are older entries that are not printed here: only the newest %(most)d are.") % {
        "most": MOST
    }
    return Passage(paragraphs=[words])


def known(*pairs: tuple[Any, str]) -> list[tuple[str, str]]:
    """These names and answers, without those whose answer is empty."""
    return [(str(name), answer) for name, answer in pairs if answer]
