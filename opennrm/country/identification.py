"""How a country settles whether a child is a victim: the states, the steps between them, and who takes each step."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from opennrm.country.agencies import AgencyKind
from opennrm.country.certainty import Certainty
from opennrm.country.roles import Role
from opennrm.country.toml_table import Table


class Meaning(StrEnum):
    """What a state counts as for deadlines, services and figures, whatever the country calls it."""

    POTENTIAL = "potential"
    PRESUMED = "presumed"
    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not_confirmed"
    RECONSIDERED = "reconsidered"


class Need(StrEnum):
    """What a decision must have before it can be recorded."""

    REASONS = "reasons"
    SCREENING = "screening"


class DecidingPart(StrEnum):
    """By which part in a case a body decides: it leads the case, or it was asked for the decision."""

    LEAD = "lead"
    DECIDING = "deciding"


@dataclass(frozen=True, kw_only=True)
class State:
    """Where an identification can stand. `next_step` says what is to be decided then; without it, it is an end."""

    code: str
    title: str
    hint: str
    counts_as: Meaning
    next_step: str


@dataclass(frozen=True, kw_only=True)
class Decider:
    """People with one of these roles in an agency of this kind, which has this part in the case."""

    agency_kind: str
    roles: tuple[str, ...]
    part: DecidingPart
    source: str
    certainty: Certainty


@dataclass(frozen=True, kw_only=True)
class Step:
    """One decision: from one of some states into another, what it needs, and who takes it."""

    before: tuple[str, ...]
    to: str
    needs: frozenset[str]
    deciders: tuple[Decider, ...]

    def may_be_taken_by(self, agency_kind: str, role: str, part: str) -> bool:
        """Tell whether this role in an agency of this kind, with this part in the case, takes the decision."""
        return any(
            (agency_kind, part) == (decider.agency_kind, decider.part) and role in decider.roles
            for decider in self.deciders
        )


@dataclass(frozen=True, kw_only=True)
class Identification:
    """The procedure of the country. A step that is not here nobody can take."""

    start: str
    request_days: int
    """For how many days a body that was asked for a decision sees the case."""
    states: Mapping[str, State]
    steps: tuple[Step, ...]
    source: str
    certainty: Certainty

    def state(self, code: str) -> State:
        """Give a state. One that the pack has dropped reads as its code, and is an end."""
        dropped = State(code=code, title=code, hint="", counts_as=Meaning.POTENTIAL, next_step="")
        return self.states.get(code, dropped)

    def counting_as(self, meaning: Meaning) -> list[str]:
        """Give the codes of the states that count as this."""
        return [state.code for state in self.states.values() if state.counts_as is meaning]

    def step(self, before: str, to: str) -> Step | None:
        """Give the step from one state into another, if there is one."""
        return next((step for step in self.steps if before in step.before and step.to == to), None)

    def steps_from(self, code: str) -> tuple[Step, ...]:
        """Give the decisions that are possible from a state."""
        return tuple(step for step in self.steps if code in step.before)

    def may_decide(self, to: str, agency_kind: str, role: str, part: str) -> bool:
        """Tell whether somebody can bring an identification into the state `to` from any state at all."""
        return any(step.may_be_taken_by(agency_kind, role, part) for step in self.steps if step.to == to)

    def roles_to_ask(self, code: str) -> Mapping[str, tuple[str, ...]]:
        """Give the kinds of agency that can be asked for a decision from this state, and the roles that take it."""
        found: dict[str, dict[str, None]] = {}
        for step in self.steps_from(code):
            for decider in step.deciders:
                if decider.part is DecidingPart.DECIDING:
                    found.setdefault(decider.agency_kind, {}).update(dict.fromkeys(decider.roles))
        return {kind: tuple(roles) for kind, roles in found.items()}

    def is_asked(self, agency_kind: str, role: str) -> bool:
        """Tell whether people with this role in an agency of this kind can ever be asked for a decision."""
        return any(role in self.roles_to_ask(code).get(agency_kind, ()) for code in self.states)

    @property
    def transitions(self) -> Mapping[str, set[str]]:
        """The states that can follow each state."""
        return {code: {step.to for step in self.steps_from(code)} for code in self.states}


@dataclass(frozen=True, kw_only=True)
class Bodies:
    """What a decider is checked against: kinds and roles of the pack, which kind leads new cases and which kinds take
    cases over, and who sees a case to decide.

    `shown` names the kinds of agency to which sharing.csv shows a case that they are asked to decide.
    """

    kinds: Mapping[str, AgencyKind]
    roles: Mapping[str, Role]
    leads: str
    takes_over: Collection[str]
    shown: frozenset[str]


def read(table: Table, bodies: Bodies) -> Identification:
    """Read the table [identification]: refuse what leads nowhere, and who can never decide."""
    used: set[str] = set()
    written = [(_state(inner, used), inner) for inner in table.tables("states")]
    states = {state.code: state for state, _inner in written}
    pairs: set[tuple[str, str]] = set()
    identification = Identification(
        start=table.known("start", states),
        request_days=table.number("request_days", minimum=1, maximum=366),
        states=MappingProxyType(states),
        steps=tuple(_step(inner, states, pairs, bodies) for inner in table.tables("steps")),
        source=table.text("source"),
        certainty=table.certainty(),
    )
    table.refuse_unknown_keys()
    _refuse_dead_ends({state.code: inner for state, inner in written}, identification)
    return identification


def _state(table: Table, used: set[str]) -> State:
    state = State(
        code=table.unused_code(used),
        title=table.text("title"),
        hint=table.text("hint", default=""),
        counts_as=table.required_choice("counts_as", Meaning) or Meaning.POTENTIAL,
        next_step=table.text("next_step", default=""),
    )
    table.refuse_unknown_keys()
    return state


def _step(table: Table, states: Mapping[str, State], pairs: set[tuple[str, str]], bodies: Bodies) -> Step:
    step = Step(
        before=table.known_codes("from", states),
        to=table.known("to", states),
        needs=frozenset(table.known_codes("needs", list(Need), may_be_empty=True)),
        deciders=tuple(_decider(inner, bodies) for inner in table.tables("deciders")),
    )
    table.refuse_unknown_keys()
    for position, before in enumerate(step.before):
        if before == step.to:
            message = f"The step leads from “{before}” to itself."
            table.refuse("from", message, "Name only other states.", position=position)
        elif (before, step.to) in pairs:
            message = f"An earlier step leads from “{before}” to “{step.to}”."
            table.refuse("from", message, "Put both into one step, with all who decide.", position=position)
        pairs.add((before, step.to))
    return step


def _decider(table: Table, bodies: Bodies) -> Decider:
    decider = Decider(
        agency_kind=table.known("agency_kind", bodies.kinds),
        roles=table.known_codes("roles", bodies.roles),
        part=table.required_choice("part", DecidingPart) or DecidingPart.LEAD,
        source=table.text("source"),
        certainty=table.certainty(),
    )
    table.refuse_unknown_keys()
    if kind := bodies.kinds.get(decider.agency_kind):
        _refuse_part_never_had(table, decider, bodies)
        for position, role in enumerate(decider.roles):
            if why := _why_never(kind, bodies.roles.get(role), decider.part):
                table.refuse("roles", f"“{role}” can never decide here: {why[0]}", why[1], position=position)
    return decider


def _refuse_part_never_had(table: Table, decider: Decider, bodies: Bodies) -> None:
    kind = decider.agency_kind
    may_lead = kind == bodies.leads or kind in bodies.takes_over
    if decider.part is DecidingPart.LEAD and bodies.leads in bodies.kinds and not may_lead:
        message = (
            f"Agencies of the kind “{kind}” never lead a case: [intake] gives cases to “{bodies.leads}”."
        )
        table.refuse("part", message, 'Write part = "deciding", so that they can be asked for the decision.')
    if decider.part is DecidingPart.DECIDING and kind not in bodies.shown:
        message = f"sharing.csv shows no case to “{kind}” for a decision."
        table.refuse("agency_kind", message, "Add a row with the stage deciding for it.")


def _why_never(kind: AgencyKind, role: Role | None, part: DecidingPart) -> tuple[str, str] | None:
    """Why somebody with a known role can never decide, and what to do about it."""
    if role is None:
        return None
    if role.code not in kind.roles:
        return (
            f"nobody at “{kind.code}” can have this role.",
            "Use a role that agencies.toml gives to this kind.",
        )
    needed = ["decision_make", *(["case_view"] if part is DecidingPart.DECIDING else [])]
    if missing := [permission for permission in needed if permission not in role.permissions]:
        return (
            f"it does not have the permission {missing[0]}.",
            "Add the permission in roles.toml, or use another role.",
        )
    return None


def _refuse_dead_ends(tables: Mapping[str, Table], identification: Identification) -> None:
    ends = {code for code, state in identification.states.items() if not state.next_step}
    from_start = set(_reached(identification, identification.start))
    for code, table in tables.items():
        if code == identification.start and code in ends:
            message = f"The identification starts at an end: “{code}” does not say what is to be decided."
            table.refuse("code", message, "Add next_step to it, or start elsewhere.")
        if identification.start in tables and code not in from_start:
            message = f"No step leads from the start to “{code}”."
            table.refuse("code", message, "Add a step into it, or remove the state.")
        if not ends & set(_reached(identification, code)):
            message = f"From “{code}” no step leads to an end."
            table.refuse("code", message, "Add a step that leads on. An end is a state without next_step.")


def _reached(identification: Identification, start: str) -> Iterator[str]:
    """The states that can be reached from a state, itself first."""
    found, waiting = {start}, [start]
    while waiting:
        code = waiting.pop()
        yield code
        following = {step.to for step in identification.steps_from(code)} - found
        found |= following
        waiting += sorted(following)
