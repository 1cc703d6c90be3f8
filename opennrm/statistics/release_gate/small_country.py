"""What to publish where few people are counted: often one sentence, and never two attributes together."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .reading import Asked
    from .sensitive import Rules

FEW = 10


class Form(Enum):
    """In what form a table of few people may be published."""

    TABLE = "table"
    ONE_ATTRIBUTE = "one attribute"
    SENTENCE = "sentence"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Proposal:
    """What is proposed instead of a table, in words. There are none where the table itself may be tried."""

    form: Form
    sentence: str = ""


def proposal(asked: Asked, rules: Rules) -> Proposal:
    """What the decision table proposes. Ten times the threshold of people, and more, is a table like any other."""
    people = int(asked.table.counts.flat[-1])
    if people >= FEW * rules.threshold:
        return Proposal(Form.TABLE)
    told = [of for of in asked.table.dimensions if of.leaves > 1]
    if people < rules.threshold:
        if not told:
            return Proposal(
                Form.NOTHING, f"“{asked.title}” is about too few people. Add years until there are more."
            )
        return Proposal(
            Form.SENTENCE,
            f"“{asked.title}” is about too few people to be told apart. Publish a sentence without numbers, "
            f"or one total of several years.",
        )
    total = f"“{asked.title}: {people} {asked.unit}.”"
    if len(told) > 1:
        names = ", ".join(f"“{of.name}”" for of in told)
        return Proposal(
            Form.ONE_ATTRIBUTE,
            f"“{asked.title}” is about fewer than {FEW * rules.threshold} {asked.unit}, so two attributes never stand "
            f"together. Ask for one of {names} alone, or publish the sentence {total}",
        )
    counts = asked.table.counts.ravel()
    if told and (counts[: told[0].leaves] < rules.threshold).any():
        return Proposal(
            Form.SENTENCE,
            f"One category of “{told[0].name}” or more has too few people. Merge categories until none has, "
            f"or publish the sentence {total}",
        )
    return Proposal(Form.TABLE)
