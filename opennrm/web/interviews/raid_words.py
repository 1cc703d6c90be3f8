"""What a plan for several interviews says to people: how far the work is, the times, and how near it is to the best."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.cases.models import Case
from opennrm.foundation.actor import Actor
from opennrm.interviews import access
from opennrm.interviews.models import Interview, RaidPlan
from opennrm.interviews.raid_answers import Kept, moment
from opennrm.interviews.raid_states import UNDER_WAY, PlanState
from opennrm.interviews.raid_work import STEPS
from opennrm.interviews.rules import parts_of
from opennrm.interviews.scheduling.conditions import Owner
from opennrm.interviews.scheduling.groups import MOVED
from opennrm.interviews.states import Capacity
from opennrm.spaces import access as kept_access
from opennrm.web.interviews import finding_words
from opennrm.web.progress import Standing

CRITERIA = {
    "unplaced": gettext_lazy("Children without a time"),
    "days_late": gettext_lazy("Days later than it was asked for, all children together"),
    "child_travel": gettext_lazy("Minutes that the children travel"),
    "unsuitable_hour": gettext_lazy("Hours that do not suit a child"),
    "lessons_missed": gettext_lazy("Minutes of something else that the children miss"),
    "new_adults": gettext_lazy("Adults in the room whom a child does not know"),
    "team_travel": gettext_lazy("Minutes that the team travels"),
    "load": gettext_lazy("Interviews of whoever leads the most"),
    "replanned": gettext_lazy("Children who had another time"),
}
AT_WORK = (
    gettext_lazy("We read what each child needs, and when the spaces and the team are free."),
    gettext_lazy("We look for the best plan. You can leave this page while you wait."),
    gettext_lazy("We check every time of the plan once more."),
)


def standing_of(plan: RaidPlan, *, at: datetime) -> Standing:
    """How a plan that is not made stands at this moment."""
    says = str(plan.get_state_display())
    if plan.state not in UNDER_WAY:
        return Standing(words=says, help=_("Make the plan again."))
    if access.is_left_behind(plan, at=at):
        return Standing(
            words=_("Stuck"),
            help=_(
                "The worker is not responding. Make the plan again, or ask the person who runs the server."
            ),
        )
    if plan.state == PlanState.QUEUED:
        return Standing(words=says, is_watched=True)
    done = plan.steps_done
    return Standing(
        words=says,
        help=str(AT_WORK[min(done, STEPS - 1)]),
        done=done,
        whole=STEPS,
        so_far=_("{done} of {steps} steps are done").format(done=done, steps=STEPS),
        is_watched=True,
    )


class Shown:
    """A plan in words, with the names of what its reader sees now."""

    def __init__(self, actor: Actor, result: Kept) -> None:
        self._result = result
        self._members = {
            str(member.membership_id): member.membership.account.name for member in kept_access.team(actor)
        }
        self._spaces = {str(space.pk): space.title for space in kept_access.spaces(actor)}
        self._references = _references(actor, self._children())

    def _children(self) -> list[str]:
        placed = [each["slot"][0] for each in self._result["slots"]]
        return placed + [each["child"] for each in self._result["left_out"]]

    def context(self) -> dict[str, Any]:
        """The variables of the page."""
        slots = sorted(self._result["slots"], key=lambda each: (each["starts_at"], each["space"]))
        reached = [_reached(*each) for each in self._result["reached"]]
        return {
            "placed": [self._placed(each, each["slot"][0]) for each in slots],
            "left_out": [self._left_out(each) for each in self._result["left_out"]],
            "group": self._group(self._result["group"]),
            "reached": reached,
            "is_proven": all(each["is_proven"] for each in reached),
        }

    def _placed(self, kept: Kept, child: str) -> dict[str, Any]:
        gone = _("somebody who left the team")
        return {
            "interview": child,
            "reference": self._reference(child),
            "starts_at": moment(kept["starts_at"]),
            "ends_at": moment(kept["ends_at"]),
            "space": self._spaces.get(kept["space"], ""),
            "lead": self._members.get(kept["lead"], gone),
            "people": [
                (Capacity(capacity).label, self._members.get(who, gone)) for capacity, who in kept["people"]
            ],
        }

    def _left_out(self, kept: Kept) -> dict[str, Any]:
        return {
            "interview": kept["child"],
            "reference": self._reference(kept["child"]),
            "conflict": [finding_words.demand(each) for each in kept["conflict"]],
            "missing": [finding_words.MISSING[each] for each in kept["missing"]],
            "ways_out": [
                {
                    "steps": [
                        (finding_words.help_of(condition), finding_words.ASK[Owner(owner)])
                        for condition, owner in each["conditions"]
                    ],
                    "opens": self._placed(each, kept["child"]),
                }
                for each in kept["corrections"]
            ],
        }

    def _group(self, kept: Kept | None) -> dict[str, Any] | None:
        """Why there is no plan for all: a sentence, and what would help."""
        if kept is None:
            return None
        demands = "; ".join(
            self._in_group(each, finding_words.demand, self._has_time) for each in kept["conflict"]
        )
        says = _("No plan for all of them can keep all of this at the same time: {demands}.").format(
            demands=demands
        )
        return {
            "is_complete": kept["is_complete"],
            "says": says if demands else _("There was not enough time to find out why."),
            "ways_out": [
                [
                    (
                        self._in_group(condition, finding_words.help_of, self._moves),
                        finding_words.ASK[Owner(owner)],
                    )
                    for condition, owner in correction
                ]
                for correction in kept["corrections"]
            ],
        }

    def _in_group(self, condition: str, says: Callable[[str], str], of_child: Callable[[str], str]) -> str:
        name, child = parts_of(condition)
        return of_child(self._reference(child)) if name == MOVED else says(condition)

    def _has_time(self, reference: str) -> str:
        return _("{reference} has a time on these days").format(reference=reference)

    def _moves(self, reference: str) -> str:
        return _("{reference} gets a time on a later day").format(reference=reference)

    def _reference(self, child: str) -> str:
        return self._references.get(child, _("a case that you no longer see"))


def _references(actor: Actor, interviews: list[str]) -> Mapping[str, str]:
    found = access.visible_to(actor).filter(pk__in=interviews)
    return references_of(actor, dict(found.values_list("pk", "case_id")))


def references_of(actor: Actor, case_of: Mapping[UUID, UUID]) -> Mapping[str, str]:
    """The reference of the case of each interview, by the id of the interview."""
    cases = Case.objects.visible_to(actor).filter(pk__in=case_of.values())
    known = dict(cases.values_list("pk", "reference"))
    return {str(interview): known[case] for interview, case in case_of.items() if case in known}


def label_of(interview: Interview, reference: str) -> str:
    """An interview in the list of those that need a time."""
    return f"{reference} · {interview.get_urgency_display()}"


def _reached(criterion: str, value: int, bound: int) -> dict[str, Any]:
    return {
        "says": CRITERIA[criterion],
        "value": value,
        "bound": bound,
        "gap": value - bound,
        "is_proven": value == bound,
    }
