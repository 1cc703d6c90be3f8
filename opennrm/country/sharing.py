"""What is shared: which kind of agency may see what of a case, for which purpose, on which basis."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from opennrm.country.certainty import Certainty
from opennrm.country.csv_rows import read_rows
from opennrm.country.problems import Problem
from opennrm.country.toml_table import Table, suggestion
from opennrm.country.vocabulary import Vocabulary

ANY = "*"
"""Stands for every kind of sending agency, or for every purpose."""
LINKAGE = "linkage"
"""The purpose of the rows at the stage of an agency that has the same child."""
WHOLE = "case"
"""The part of a case without which no other can be shown."""


class Stage(StrEnum):
    """How far a referral is: waiting for an answer, or accepted. The others are of no referral.

    DECIDING: a decision is asked for. HANDED_OVER: another agency leads the case now, and the one before sees this.
    TAKING_PART: an agency takes part in the case without giving a service, for a purpose of joint work.
    LINKED: an agency leads another case of the same child, and the lead has agreed that it sees this.
    LINKED_BY_LAW: the same if the lead was asked and did not answer in time, on a legal basis that replaces its yes.
    """

    PENDING = "pending"
    ACCEPTED = "accepted"
    DECIDING = "deciding"
    HANDED_OVER = "handed_over"
    TAKING_PART = "taking_part"
    LINKED = "linked"
    LINKED_BY_LAW = "linked_by_law"


OF_NO_SERVICE = {
    Stage.DECIDING: "A decision is asked for without a service.",
    Stage.HANDED_OVER: "A case is handed over without a service.",
}


_WITHOUT_SCOPES = {
    Stage.TAKING_PART: "Whoever takes part in a case sees something of it.",
    Stage.LINKED: "An agency that has the same child sees something of the case.",
    Stage.LINKED_BY_LAW: "An agency that has the same child sees something of the case.",
}


@dataclass(frozen=True, kw_only=True)
class SharingRule:
    """One row of sharing.csv. Without scopes it says on which basis only the referral itself is shown."""

    from_kind: str
    to_kind: str
    purpose: str
    stage: Stage
    scopes: frozenset[str]
    legal_basis: str
    certainty: Certainty


@dataclass(frozen=True, kw_only=True)
class Sharing:
    """What may be shared in one situation, and each legal basis of it. Without a rule that is nothing."""

    scopes: frozenset[str]
    legal_bases: tuple[str, ...]


def sharing_for(
    rules: Collection[SharingRule], *, from_kind: str, to_kind: str, purpose: str, stage: str
) -> Sharing:
    """Put together what all rules for this situation allow; a rule can only add, never take away."""
    fitting = [
        rule
        for rule in rules
        if rule.from_kind in {from_kind, ANY}
        and rule.to_kind == to_kind
        and rule.purpose in {purpose, ANY}
        and rule.stage == Stage(stage)
    ]
    return Sharing(
        scopes=frozenset(scope for rule in fitting for scope in rule.scopes),
        legal_bases=tuple(dict.fromkeys(rule.legal_basis for rule in fitting)),
    )


def read(
    path: Path,
    problems: list[Problem],
    kinds: Collection[str],
    service_kinds: Collection[str],
    joint_purposes: Collection[str],
    vocabulary: Vocabulary,
) -> tuple[SharingRule, ...]:
    """Read sharing.csv, whose kinds of agency, kinds of service and purposes must be among those of the pack."""
    required = ("from_kind", "to_kind", "purpose", "stage", "legal_basis", "certainty")
    seen: set[tuple[str, ...]] = set()
    rules = []
    for row in read_rows(path, problems, required=required, optional=("scopes",)):
        stage = row.required_choice("stage", Stage) or Stage.PENDING
        # Whoever takes part does so for one purpose that is named: nobody takes part for any.
        named = {Stage.TAKING_PART: joint_purposes, Stage.LINKED: [LINKAGE], Stage.LINKED_BY_LAW: [LINKAGE]}
        purposes = named.get(stage, [*service_kinds, ANY])
        rule = SharingRule(
            from_kind=row.known("from_kind", [*kinds, ANY]),
            to_kind=row.known("to_kind", kinds),
            purpose=row.known("purpose", purposes),
            stage=stage,
            scopes=_scopes(row, vocabulary.scopes),
            legal_basis=row.text("legal_basis"),
            certainty=row.certainty(),
        )
        situation = (rule.from_kind, rule.to_kind, rule.purpose, rule.stage)
        if situation in seen:
            row.refuse("", "An earlier row is about the same situation.", "Put both into one row.")
        seen.add(situation)
        if rule.stage in OF_NO_SERVICE:
            _refuse_purpose(row, rule)
        if rule.stage is Stage.DECIDING:
            _refuse_unfit_to_decide(row, rule, vocabulary.needed_to_decide)
        if stage in _WITHOUT_SCOPES and not rule.scopes:
            row.refuse("scopes", _WITHOUT_SCOPES[stage], "Add case, or remove the row.")
        rules.append(rule)
    return tuple(rules)


def _refuse_purpose(row: Table, rule: SharingRule) -> None:
    if rule.purpose and rule.purpose != ANY:
        row.refuse("purpose", OF_NO_SERVICE[rule.stage], "Write * as the purpose.")


def _refuse_unfit_to_decide(row: Table, rule: SharingRule, needed: Collection[str]) -> None:
    if missing := [scope for scope in needed if scope not in rule.scopes]:
        message = f"Nobody can decide without the scope “{missing[0]}”."
        row.refuse("scopes", message, f"Add {' and '.join(missing)}, or remove the row.")


def linked_from(rules: Collection[SharingRule], *, from_kind: str) -> frozenset[str]:
    """Everything that an agency of this kind may show to any agency that has the same child."""
    shown = [rule for rule in rules if rule.stage is Stage.LINKED and rule.from_kind in {from_kind, ANY}]
    return frozenset(scope for rule in shown for scope in rule.scopes)


def kinds_that_decide(rules: Collection[SharingRule], *, from_kind: str) -> frozenset[str]:
    """The kinds of agency to which an agency of this kind may show a case so that they decide."""
    shown = [rule for rule in rules if rule.stage is Stage.DECIDING and rule.from_kind in {from_kind, ANY}]
    return frozenset(rule.to_kind for rule in shown)


def _scopes(row: Table, known: Collection[str]) -> frozenset[str]:
    scopes = row.text("scopes", default="").split()
    for scope in scopes:
        if scope not in known:
            row.refuse("scopes", f"“{scope}” is not a part of a case.", suggestion(scope, known))
    if scopes and WHOLE not in scopes:
        remedy = "Add case. The other parts cannot be shown without it."
        row.refuse("scopes", "“case” is not among the scopes.", remedy)
    return frozenset(scopes)
