"""The examples of a pack: answers to a screening instrument with the result that they must give.

They hold a pack to what its authors wanted, so that a later change of a question or a weight changes no result
unnoticed.
"""

from dataclasses import dataclass
from pathlib import Path

from opennrm.country.facts import Pack
from opennrm.country.instrument import Instrument
from opennrm.country.problems import Problem
from opennrm.country.toml_table import Table, read_table, suggestion
from opennrm.screening.rules import Answer, Outcome, Result, Rule, evaluate

KIND = "screening_example"
ESTABLISHED = ("act_established", "means_established", "purpose_established")


@dataclass(frozen=True, kw_only=True)
class Checked:
    """How many examples were run, and what is wrong with them."""

    examples: int
    problems: list[Problem]


def check(folder: Path, pack: Pack) -> Checked:
    """Run every example of a pack, which lie in examples/<code of the form>/*.toml below its folder."""
    problems: list[Problem] = []
    files = sorted(path for path in (folder / "examples").rglob("*") if path.is_file())
    for path in files:
        if path.suffix != ".toml" or path.parent.parent != folder / "examples":
            remedy = "Move it to examples/<code of the form>/<name>.toml, or remove it."
            problems.append(Problem(str(path), 1, "No example is read from here.", remedy))
        elif (table := read_table(path, problems)) is not None:
            _run(table, path, pack)
    return Checked(examples=len(files), problems=problems)


def _run(table: Table, path: Path, pack: Pack) -> None:
    instrument = _instrument(table, path, pack)
    table.text("why")
    answers = _answers(table, instrument)
    expected = table.table("expected")
    table.refuse_unknown_keys()
    if instrument is not None and answers is not None:
        _compare(expected, evaluate(instrument, answers), instrument)


def _instrument(table: Table, path: Path, pack: Pack) -> Instrument | None:
    kind = table.text("kind")
    if kind and kind != KIND:
        table.refuse("kind", f"“{kind}” is not a kind of example.", f'Write kind = "{KIND}".')
    code, version = table.text("instrument"), table.positive_number("version")
    if code and code != path.parent.name:
        table.refuse(
            "instrument",
            f"The example lies in the folder of “{path.parent.name}”.",
            "Move it, or correct it.",
        )
    found = pack.all_instruments.get((code, version))
    if found is None and code and version:
        known = sorted({known for known, _ in pack.all_instruments})
        message = f"The pack has no version {version} of the instrument “{code}”."
        table.refuse("version" if code in known else "instrument", message, suggestion(code, known))
    return found


def _answers(table: Table, instrument: Instrument | None) -> dict[str, Answer] | None:
    """The answers by item; None after a fault in them."""
    by_section = table.table("section_answers") if table.peek("section_answers") is not None else None
    single = table.table("answers")
    if by_section is None:
        table.nothing("section_answers")
    if instrument is None:
        return None
    sections = {section.code: section for section in instrument.sections}
    given: dict[str, Answer] = {}
    is_sound = True
    for keys, inner in ((sections, by_section), (instrument.items, single)):
        for key in inner.keys() if inner is not None else ():
            assert inner is not None
            answer = inner.required_choice(key, Answer)
            if key not in keys:
                inner.refuse(key, f"The instrument has no “{key}”.", suggestion(key, list(keys)))
            is_sound = is_sound and answer is not None and key in keys
            if answer is not None and key in keys:
                items = [item.code for item in sections[key].items] if keys is sections else [key]
                given |= dict.fromkeys(items, answer)
    return given if is_sound else None


def _compare(expected: Table, result: Result, instrument: Instrument) -> None:
    outcome = expected.required_choice("outcome", Outcome)
    if outcome is not None:
        _refuse_other(expected, "outcome", outcome, result.outcome)
    for name in ESTABLISHED:
        wanted = expected.flag(name)
        if isinstance(expected.peek(name), bool):
            _refuse_other(expected, name, _word(wanted), _word(getattr(result, name)))
    _compare_dimensions(expected, result, instrument)
    expected.refuse_unknown_keys()


def _compare_dimensions(expected: Table, result: Result, instrument: Instrument) -> None:
    positive = {found.code: found for found in result.positive_dimensions}
    if expected.peek("positive_dimensions") is None:
        expected.nothing("positive_dimensions")
        wanted = None
    else:
        wanted = expected.table("positive_dimensions")
    named = wanted.keys() if wanted is not None else []
    for code in named:
        assert wanted is not None
        inner = wanted.table(code)
        rule, answered_by = inner.required_choice("rule", Rule), list(inner.codes("answered_by"))
        found = positive.get(code)
        if code not in {dimension.code for dimension in instrument.dimensions}:
            codes = [dimension.code for dimension in instrument.dimensions]
            wanted.refuse(code, f"The instrument has no dimension “{code}”.", suggestion(code, codes))
        elif found is None:
            _refuse_other(wanted, code, "positive", "not positive")
        else:
            _refuse_other(inner, "rule", rule or "", found.rule or "")
            _refuse_other(inner, "answered_by", ", ".join(answered_by), ", ".join(found.answered_by))
        inner.refuse_unknown_keys()
    for code in positive:
        if code not in named:
            _refuse_other(expected, "positive_dimensions", f"{code} not positive", f"{code} positive")


def _refuse_other(table: Table, key: str, expected: str, got: str) -> None:
    if expected != got:
        message = f"The example expects {key} = {expected}, and the instrument gives {got}."
        table.refuse(key, message, "Correct the instrument if the example is right, or else the example.")


def _word(value: bool) -> str:
    return "true" if value else "false"
