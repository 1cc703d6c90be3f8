"""One country as one object: everything that the rest of the product may know about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

from opennrm.country import citizenships
from opennrm.country.agencies import AgencyFact, AgencyKind, Hotline
from opennrm.country.calendar import Calendar
from opennrm.country.clocks import ClockRule
from opennrm.country.closing import Closing, RetentionRule
from opennrm.country.codes import Area, Code
from opennrm.country.consents import Consents
from opennrm.country.custody import Custody
from opennrm.country.erasing import Erasing
from opennrm.country.forms import Form, newest
from opennrm.country.handovers import Handovers
from opennrm.country.identification import Identification
from opennrm.country.instrument import Instrument
from opennrm.country.interviewing import Interviews
from opennrm.country.interviews import CheckList, Checklist
from opennrm.country.joint_work import JointWork
from opennrm.country.laws import Law
from opennrm.country.linkage import Linkage
from opennrm.country.months import MonthNames, names_in
from opennrm.country.profile import (
    Drafts,
    Export,
    Intake,
    Language,
    Recovery,
    Session,
    Thresholds,
)
from opennrm.country.roles import Role
from opennrm.country.scheduling import Scheduling
from opennrm.country.sharing import ANY, LINKAGE, Sharing, SharingRule, Stage, linked_from, sharing_for
from opennrm.country.sheets import Sheets
from opennrm.country.spaces import Spaces
from opennrm.country.tasks import TaskRule
from opennrm.country.texts import Text


@dataclass(frozen=True, kw_only=True, eq=False)
class Pack:
    """A country pack without faults. Mappings keep the order of their files, in which to show them."""

    code: str
    name: str
    time_zone: str
    currency: str
    telephone_region: str
    area_word: str
    """What the country calls one of its areas, such as Parish."""
    languages: tuple[Language, ...]
    areas: tuple[Area, ...]
    calendar: Calendar
    clocks: Mapping[str, ClockRule]
    tasks: Mapping[str, TaskRule]
    thresholds: Thresholds
    session: Session
    drafts: Drafts
    export: Export
    recovery: Recovery
    retention: Mapping[str, RetentionRule]
    closing: Closing
    erasing: Erasing
    roles: Mapping[str, Role]
    agency_kinds: Mapping[str, AgencyKind]
    agencies: tuple[AgencyFact, ...]
    hotlines: tuple[Hotline, ...]
    laws: tuple[Law, ...]
    intake: Intake
    identification: Identification
    handovers: Handovers
    sharing: tuple[SharingRule, ...]
    joint_work: JointWork
    interviews: Interviews
    spaces: Spaces
    custody: Custody
    scheduling: Scheduling
    linkage: Linkage
    consents: Consents
    code_of_conduct: Text
    help: Text
    consent: Text
    sheets: Sheets
    checklists: Mapping[Checklist, CheckList]
    """What is checked before and after an interview, and how it is looked at later."""
    forms: tuple[Form, ...]
    all_instruments: Mapping[tuple[str, int], Instrument]
    lists: Mapping[str, Mapping[str, Code]]

    def codes(self, name: str) -> Mapping[str, Code]:
        """Give one of the lists of codes, by the name of its file.

        :raises KeyError: no context brings a list of this name.
        """
        return self.lists[name]

    def listed(self, name: str) -> Mapping[str, Code]:
        """Give whatever has a code and a title, in the order to show it in: one of the lists of codes, or "areas",
        "languages", "agency_kinds", "roles", "clocks", "tasks", "consent_purposes" or "citizenships".

        :raises KeyError: there is none of this name.
        """
        return citizenships.listed(self.code) if name == "citizenships" else self._listed[name]

    @cached_property
    def _listed(self) -> Mapping[str, Mapping[str, Code]]:
        named = {
            "areas": [Code(code=area.code, title=area.name) for area in self.areas],
            "languages": [Code(code=language.code, title=language.name) for language in self.languages],
            "agency_kinds": [Code(code=kind.code, title=kind.title) for kind in self.agency_kinds.values()],
            "roles": [Code(code=r.code, title=r.title, help=r.description) for r in self.roles.values()],
            "clocks": [Code(code=rule.code, title=rule.title) for rule in self.clocks.values()],
            "tasks": [Code(code=rule.code, title=rule.title) for rule in self.tasks.values()],
            "consent_purposes": [
                Code(code=each.code, title=each.title, help=each.help)
                for each in self.consents.purposes.values()
            ],
        }
        return {**self.lists, **{name: {code.code: code for code in codes} for name, codes in named.items()}}

    @property
    def zone(self) -> ZoneInfo:
        """The time zone itself, to reckon with."""
        return ZoneInfo(self.time_zone)

    @cached_property
    def calendar_digest(self) -> str:
        """What changes whenever a deadline in working days would be reckoned in another way."""
        return self.calendar.digest(self.time_zone)

    @cached_property
    def month_names(self) -> MonthNames:
        """The names of the months in all languages of the country."""
        return names_in(self.languages)

    def roles_that_may(self, permission: str) -> list[str]:
        """Give the codes of the roles that carry a permission, in the pack's order."""
        return [role.code for role in self.roles.values() if permission in role.permissions]

    @property
    def instruments(self) -> Mapping[str, Instrument]:
        """The newest version of each screening instrument, by its code."""
        return newest(self.all_instruments)

    def retention_of(self, meaning: str) -> RetentionRule:
        """Give the class to which a case belongs whose identification counts as this when it is closed."""
        return next(rule for rule in self.retention.values() if meaning in rule.cases)

    def area(self, code: str) -> Area:
        """Give one area.

        :raises KeyError: the country has no area of this code.
        """
        for area in self.areas:
            if area.code == code:
                return area
        raise KeyError(code)

    def clock_rules_started_by(self, event: str) -> tuple[ClockRule, ...]:
        """Give the deadlines that begin to run on this event."""
        return tuple(rule for rule in self.clocks.values() if rule.starts_on == event)

    def clock_rules_stopped_by(self, event: str) -> tuple[ClockRule, ...]:
        """Give the deadlines that this event fulfils."""
        return tuple(rule for rule in self.clocks.values() if event in rule.stops_on)

    def task_rules_on(self, event: str) -> tuple[TaskRule, ...]:
        """Give the tasks that are made on this event."""
        return tuple(rule for rule in self.tasks.values() if rule.on == event)

    def hotlines_on(self, day: date) -> tuple[Hotline, ...]:
        """Give the hotlines that are in use on this day."""
        return tuple(hotline for hotline in self.hotlines if hotline.is_valid_on(day))

    def sharing_for(self, from_kind: str, to_kind: str, purpose: str, stage: str) -> Sharing:
        """Tell which parts of a case a referral shares, and on which legal bases.

        :param from_kind: the kind of the agency that refers; `to_kind` is that of the one that receives.
        :param purpose: the kind of the service.
        :param stage: "pending" until the referral is accepted, then "accepted".
        :raises ValueError: there is no such stage.
        """
        return sharing_for(self.sharing, from_kind=from_kind, to_kind=to_kind, purpose=purpose, stage=stage)

    def sharing_to_take_part(self, from_kind: str, to_kind: str, purpose: str) -> Sharing:
        """Tell which parts of a case an agency may see that takes part in it for this purpose, and on which bases."""
        stage = Stage.TAKING_PART
        return sharing_for(self.sharing, from_kind=from_kind, to_kind=to_kind, purpose=purpose, stage=stage)

    def sharing_if_linked(self, from_kind: str, to_kind: str) -> Sharing:
        """Tell which parts of a case an agency may see that has the same child, and on which legal bases."""
        stage = Stage.LINKED
        return sharing_for(self.sharing, from_kind=from_kind, to_kind=to_kind, purpose=LINKAGE, stage=stage)

    def sharing_by_law(self, from_kind: str, to_kind: str) -> Sharing:
        """Tell what an agency may see that has the same child if the lead did not answer, and on which legal bases."""
        stage = Stage.LINKED_BY_LAW
        return sharing_for(self.sharing, from_kind=from_kind, to_kind=to_kind, purpose=LINKAGE, stage=stage)

    def shown_if_linked(self, from_kind: str) -> frozenset[str]:
        """Tell which parts of a case an agency of this kind may show to one that has the same child, of any kind."""
        return linked_from(self.sharing, from_kind=from_kind)

    def sharing_to_decide(self, from_kind: str, to_kind: str) -> Sharing:
        """Tell which parts of a case are shown to an agency that is asked for a decision, and on which legal bases."""
        return sharing_for(
            self.sharing, from_kind=from_kind, to_kind=to_kind, purpose=ANY, stage=Stage.DECIDING
        )

    def sharing_after_handover(self, from_kind: str, to_kind: str) -> Sharing:
        """Tell which parts of a case are still shown to an agency that handed it over, and on which legal bases.

        :param from_kind: the kind of the agency that leads the case now; `to_kind` is that of the one before.
        """
        return sharing_for(
            self.sharing, from_kind=from_kind, to_kind=to_kind, purpose=ANY, stage=Stage.HANDED_OVER
        )
