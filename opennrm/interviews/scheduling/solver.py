"""Asks the solver, which runs in a process of its own, so that its memory and its faults stay there.

with Solver() as solver:
    found = solver.ask(model(problem), steps=6, seconds=9)
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic
from types import TracebackType
from typing import IO, Any

from .model import Model
from .problem import Slot


class SolverFailed(Exception):
    """The process of the solver ended without an answer."""


@dataclass(frozen=True)
class Reached:
    """What a plan says to a criterion, and less than which no plan says that is as good by all criteria before it."""

    criterion: str
    value: int
    bound: int

    @property
    def is_proven(self) -> bool:
        """Whether nothing better exists."""
        return self.value == self.bound


@dataclass(frozen=True)
class Found:
    """What the solver answered. `possible` is None if it ran out of work before it knew."""

    possible: bool | None
    slots: tuple[Slot, ...]
    reached: tuple[Reached, ...]


class Solver:
    """The process of the solver. It starts at once, and loads while the first question is put together."""

    def __enter__(self) -> "Solver":
        self._process = subprocess.Popen(
            [sys.executable, "-m", "opennrm.interviews.scheduling.solving"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._is_ready = False
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def ask(self, model: Model, *, steps: float, ends: float, everybody: bool = False) -> Found:
        """The best plan; with `everybody`, any plan in which each child has a time.

        :param steps: how much work the solver may do, the same on each machine.
        :param ends: the moment of `time.monotonic` at which it ends at the latest.
        :raises SolverFailed: it ended without an answer.
        """
        questions, answers = _pipes(self._process)
        if not self._is_ready:
            _line(answers)
            self._is_ready = True
        question = {"numbers": model.numbers, "everybody": everybody, "steps": steps}
        try:
            questions.write(json.dumps({**question, "seconds": ends - monotonic()}) + "\n")
            questions.flush()
        except BrokenPipeError as error:
            raise SolverFailed from error
        found = json.loads(_line(answers))
        reached = tuple(each for stage in found["stages"] for each in _reached(stage))
        return Found(found["possible"], model.slots(found["rows"]), reached)


def _line(answers: IO[str]) -> str:
    line = answers.readline()
    if not line:
        raise SolverFailed
    return line


def _reached(stage: dict[str, Any]) -> Iterator[Reached]:
    """What a stage says to each of its criteria. Of two, the first was multiplied by more than the second can be."""
    first, *second = stage["criteria"]
    radix = stage["radix"]
    value, bound = divmod(stage["value"], radix), divmod(stage["bound"], radix)
    yield Reached(first, value[0], bound[0])
    for criterion in second:
        yield Reached(criterion, value[1], bound[1] if value[0] == bound[0] else 0)


def _pipes(process: "subprocess.Popen[str]") -> tuple[IO[str], IO[str]]:
    if process.stdin is None or process.stdout is None:
        raise SolverFailed
    return process.stdin, process.stdout
