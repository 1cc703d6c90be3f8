"""Rules of a pack that read well and can never apply: probably not what their author meant."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from opennrm.country.codes import Code
from opennrm.country.facts import Pack
from opennrm.country.instrument import Dimension, Weight
from opennrm.country.sharing import ANY, Stage


@dataclass(frozen=True, kw_only=True)
class Caution:
    """A rule without effect: the file in which it stands, and why it has none."""

    file: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}: warning: {self.sentence}"


def rules_without_effect(folder: Path, pack: Pack) -> list[Caution]:
    """Every rule of the pack that can be seen never to apply. None of them keeps the pack from being used."""
    found = [
        *(("sharing.csv", sentence) for sentence in _sharing(pack)),
        *(("pack.toml", sentence) for sentence in _handovers(pack)),
        *(("forms", sentence) for sentence in _dimensions(pack)),
        *(("codes/pause_reasons.csv", sentence) for sentence in _pauses(pack)),
    ]
    return [Caution(file=str(folder / file), sentence=sentence) for file, sentence in found]


def _may(pack: Pack, kind: str, permission: str) -> bool:
    return any(permission in pack.roles[role].permissions for role in pack.agency_kinds[kind].roles)


def _sharing(pack: Pack) -> Iterator[str]:
    referring = [rule for rule in pack.sharing if rule.stage in (Stage.PENDING, Stage.ACCEPTED)]
    for kind in dict.fromkeys(rule.from_kind for rule in referring if rule.from_kind != ANY):
        if not _may(pack, kind, "referral_send"):
            yield f"Rows say what “{kind}” shares, but none of its roles has the permission referral_send."
    for kind in dict.fromkeys(rule.to_kind for rule in referring):
        if not _may(pack, kind, "referral_answer"):
            yield f"Rows say what is shared with “{kind}”, but none of its roles has the permission referral_answer."
    for kind in dict.fromkeys(rule.to_kind for rule in pack.sharing if rule.stage is Stage.TAKING_PART):
        if not _may(pack, kind, "joint_work_answer"):
            yield f"Rows let “{kind}” take part in cases, but none of its roles has the permission joint_work_answer."
    for kind in dict.fromkeys(rule.to_kind for rule in pack.sharing if rule.stage is Stage.DECIDING):
        if not any(pack.identification.is_asked(kind, role) for role in pack.roles):
            yield f"A row says what is shown to “{kind}” for a decision, but no step of pack.toml asks it for one."


def _handovers(pack: Pack) -> Iterator[str]:
    for kind in dict.fromkeys(rule.to_kind for rule in pack.sharing if rule.stage is Stage.HANDED_OVER):
        if not _may(pack, kind, "handover_ask"):
            yield f"A row says what “{kind}” still sees, but none of its roles has the permission handover_ask."
    if pack.handovers.agency_kinds and not pack.clock_rules_started_by("handover.asked"):
        yield "No deadline starts on “handover.asked”, so no agency can be asked to take over a case."


def _dimensions(pack: Pack) -> Iterator[str]:
    for instrument in pack.instruments.values():
        for dimension in instrument.dimensions:
            if not any(instrument.overrides_of(dimension)) and not _can_be_positive(dimension):
                yield (
                    f"The dimension “{dimension.code}” of “{instrument.code}” cannot become positive: all its items "
                    "together do not weigh enough."
                )


def _can_be_positive(dimension: Dimension) -> bool:
    weights = [item.weight for item in dimension.items]
    strong, medium, weak = (weights.count(weight) for weight in (Weight.STRONG, Weight.MEDIUM, Weight.WEAK))
    return strong >= 2 or (strong == 1 and medium + weak >= 1) or medium >= 3 or (medium == 2 and weak >= 1)


def _pauses(pack: Pack) -> Iterator[str]:
    used: set[Code] = {reason for rule in pack.clocks.values() for reason in rule.pause_reasons}
    for reason in pack.codes("pause_reasons").values():
        if reason not in used:
            yield f"No deadline may be paused for “{reason.code}”."
