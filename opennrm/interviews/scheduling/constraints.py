"""The question about many children as constraints of OR-Tools. Only the process of the solver imports this."""

from collections.abc import Iterator
from typing import Any

from ortools.sat.python import cp_model

from opennrm.interviews.scheduling.sums import weight_of_start

Numbers = dict[str, Any]
Terms = list[tuple[Any, int]]


class Plan:
    """The question as constraints: what each child gets, and that children do not take it from each other."""

    def __init__(self, numbers: Numbers, *, everybody: bool) -> None:
        self.numbers = numbers
        self.model = cp_model.CpModel()
        self.children = [_Child(self, number, child) for number, child in enumerate(numbers["children"])]
        for child in self.children:
            if everybody:
                self.model.add(child.placed == 1)
        self._spaces_have_one_child_at_a_time()
        self._people_are_at_one_place()
        self._leads_have_few_interviews_a_day()
        self._children_stay_apart()

    def _spaces_have_one_child_at_a_time(self) -> None:
        for number, space in enumerate(self.numbers["spaces"]):
            self.model.add_no_overlap(
                self.model.new_optional_fixed_size_interval_var(
                    child.start, child.minutes + space["turnaround"], child.in_space[number], ""
                )
                for child in self.children
                if number in child.in_space
            )

    def _people_are_at_one_place(self) -> None:
        """Nobody is in two interviews at once, or on one day at two places with a way between them."""
        for who in range(len(self.numbers["members"])):
            theirs = [child for child in self.children if who in child.people]
            self.model.add_no_overlap(
                self.model.new_optional_fixed_size_interval_var(
                    child.start, child.minutes, child.people[who], ""
                )
                for child in theirs
            )
            if len(theirs) > 1 and self.numbers["places"] > 1:
                self._one_place_a_day(who, theirs)

    def _one_place_a_day(self, who: int, theirs: list["_Child"]) -> None:
        places = self.numbers["places"]
        for day in sorted({day for child in theirs for day in child.on_day}):
            there = self.model.new_int_var(0, places - 1, "")
            for child in theirs:
                if day in child.on_day:
                    both = [child.people[who], child.on_day[day]]
                    self.model.add(there == child.place).only_enforce_if(both)

    def _leads_have_few_interviews_a_day(self) -> None:
        if not self.numbers["limits"]:
            return
        for who, member in enumerate(self.numbers["members"]):
            for day, most in member["most"]:
                led = list(self._led(who, day))
                if len(led) > most:
                    self.model.add(sum(led) <= most)

    def _led(self, who: int, day: int) -> Iterator[Any]:
        for child in self.children:
            if who in child.leads and day in child.on_day:
                both = self.model.new_bool_var("")
                self.model.add_bool_or([both, ~child.leads[who], ~child.on_day[day]])
                yield both

    def _children_stay_apart(self) -> None:
        waiting = self.numbers["waiting"]
        for one, other in self.numbers["apart"]:
            pair = [self.children[one], self.children[other]]
            for site in set(pair[0].at_site) & set(pair[1].at_site):
                self.model.add_no_overlap(
                    self.model.new_optional_fixed_size_interval_var(
                        child.start, child.minutes + waiting, child.at_site[site], ""
                    )
                    for child in pair
                )

    def terms(self, criterion: str) -> Terms:
        """What a criterion counts, each with its weight."""
        return [term for child in self.children for term in child.terms(criterion)]

    def load(self) -> Any:
        """How many interviews whoever leads the most of them has."""
        members = self.numbers["members"]
        most = self.model.new_int_var(0, len(self.children) + max(each["load"] for each in members), "")
        for who, member in enumerate(members):
            led = [child.leads[who] for child in self.children if who in child.leads]
            if led:
                self.model.add(most >= sum(led) + member["load"])
        return most

    def begin_from(self, rows: list[list[Any]]) -> None:
        """Let the solver try this plan first."""
        self.model.clear_hints()
        chosen = {row[0]: row for row in rows}
        for child in self.children:
            child.begin_from(chosen.get(child.number))

    def rows(self, solver: cp_model.CpSolver) -> list[list[Any]]:
        """The plan that the solver holds at this moment."""
        return [child.row(solver) for child in self.children if solver.value(child.placed)]


class _Child:
    """The choices for one child."""

    def __init__(self, plan: Plan, number: int, numbers: Numbers) -> None:
        self.plan, self.number, self.numbers = plan, number, numbers
        self.model, self.minutes = plan.model, numbers["minutes"]
        self.placed = self.model.new_bool_var("")
        self._choose_time_and_space()
        self._group_days_and_sites()
        self.people: dict[int, Any] = {}
        self.leads = self._choose(numbers["leads"])
        self.interpreters = None if numbers["interpreters"] is None else self._choose(numbers["interpreters"])
        self.observers = [None if each is None else self._choose(each) for each in numbers["observers"]]
        self._everybody_counts_once()

    def _choose_time_and_space(self) -> None:
        numbers, at = self.numbers, self.plan.numbers["starts"]
        self.begins = {start: self.model.new_bool_var("") for start in numbers["starts"]}
        self.in_space = {space: self.model.new_bool_var("") for space in numbers["spaces"]}
        for choice in (self.begins, self.in_space):
            self.model.add(sum(choice.values()) == self.placed)
        for start, space in numbers["unsuitable"]:
            self.model.add_bool_or([~self.begins[start], ~self.in_space[space]])
        minutes = [at[start][0] for start in self.begins] or [0]
        self.start = self.model.new_int_var(min(minutes), max(minutes), "")
        first = min(minutes)
        offsets = sum((at[start][0] - first) * begins for start, begins in self.begins.items())
        self.model.add(self.start == offsets + first)

    def _group_days_and_sites(self) -> None:
        at, spaces = self.plan.numbers["starts"], self.plan.numbers["spaces"]
        self.on_day = self._any_of({start: at[start][1] for start in self.begins}, self.begins)
        self.at_site = self._any_of({space: spaces[space]["site"] for space in self.in_space}, self.in_space)
        self.at_place = self._any_of(
            {space: spaces[space]["place"] for space in self.in_space}, self.in_space
        )
        self.place = sum(number * there for number, there in self.at_place.items())

    def _any_of(self, groups: dict[int, int], choices: dict[int, Any]) -> dict[int, Any]:
        found: dict[int, Any] = {}
        for group in sorted(set(groups.values())):
            found[group] = self.model.new_bool_var("")
            self.model.add(sum(choices[each] for each in groups if groups[each] == group) == found[group])
        return found

    def _choose(self, candidates: list[Numbers]) -> dict[int, Any]:
        chosen: dict[int, Any] = {}
        for candidate in candidates:
            here = chosen[candidate["who"]] = self.model.new_bool_var("")
            away = [self.begins[start] for start in candidate["starts"]]
            if away:
                self.model.add(sum(away) + here <= 1)
            for place in candidate["places"]:
                if place in self.at_place:
                    self.model.add_bool_or([~here, ~self.at_place[place]])
            for start, place in candidate["pairs"]:
                if place in self.at_place:
                    self.model.add_bool_or([~here, ~self.begins[start], ~self.at_place[place]])
        self.model.add(sum(chosen.values()) == self.placed)
        return chosen

    def _everybody_counts_once(self) -> None:
        """Whoever leads or interprets is in the room, and does not watch. One person may watch for two disciplines."""
        watching = [each for each in self.observers if each is not None]
        in_room = [self.leads, *([] if self.interpreters is None else [self.interpreters])]
        for who in sorted({who for role in (*in_room, *watching) for who in role}):
            inside = [role[who] for role in in_room if who in role]
            outside = [role[who] for role in watching if who in role]
            for number, role in enumerate(inside):
                for other in (*inside[number + 1 :], *outside):
                    self.model.add_bool_or([~role, ~other])
            there = (*inside, *outside)
            if len(there) == 1:
                self.people[who] = there[0]
            else:
                self.people[who] = self.model.new_bool_var("")
                self.model.add_max_equality(self.people[who], there)

    def terms(self, criterion: str) -> Terms:
        """What a criterion counts about this child."""
        numbers = self.numbers
        if criterion in ("unplaced", "urgency"):
            return [(1 - self.placed, 1 if criterion == "unplaced" else numbers["urgency"])]
        if criterion == "child_travel":
            return list(zip(self.in_space.values(), numbers["child_travel"], strict=True))
        if criterion == "new_adults":
            roles = [(self.leads, numbers["leads"]), (self.interpreters or {}, numbers["interpreters"] or [])]
            return [(role[each["who"]], int(each["new"])) for role, people in roles for each in people]
        if criterion == "team_travel":
            return [(self._travel(), 1)]
        if criterion == "earliest":
            weight = weight_of_start(self.plan.numbers, numbers)
            return [(begins, start * weight) for start, begins in self.begins.items()]
        return list(zip(self.begins.values(), numbers[criterion], strict=True))

    def _travel(self) -> Any:
        """Minutes that everybody of the team goes, together."""
        members = self.plan.numbers["members"]
        longest = sum(max(members[who]["ways"]) for who in self.people)
        minutes = self.model.new_int_var(0, longest, "")
        for place, here in self.at_place.items():
            ways = sum(members[who]["ways"][place] * there for who, there in self.people.items())
            self.model.add(minutes >= ways).only_enforce_if(here)
        return minutes

    def begin_from(self, row: list[Any] | None) -> None:
        """Let the solver try this choice first; None is to leave the child out."""
        self.model.add_hint(self.placed, row is not None)
        _number, start, space, lead, interpreter, observers = row or [0, None, None, None, None, []]
        standing = zip(self.observers, observers or [None] * len(self.observers), strict=True)
        for choices, taken in (
            (self.begins, start),
            (self.in_space, space),
            (self.leads, lead),
            (self.interpreters, interpreter),
            *standing,
        ):
            for key, choice in (choices or {}).items():
                self.model.add_hint(choice, key == taken)

    def row(self, solver: cp_model.CpSolver) -> list[Any]:
        """What this child gets: its number, the start, the space, the lead, the interpreter, the observers."""

        def chosen(choice: dict[int, Any] | None) -> int | None:
            return next((key for key, taken in (choice or {}).items() if solver.value(taken)), None)

        roles = [chosen(self.leads), chosen(self.interpreters), [chosen(each) for each in self.observers]]
        return [self.number, chosen(self.begins), chosen(self.in_space), *roles]
