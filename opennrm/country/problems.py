"""What is wrong with a country pack, said so that whoever edits it knows what to do."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One fault in a pack: where it is, what it is, what to do about it."""

    file: str
    line: int
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message} {self.remedy}"


class PackInvalid(Exception):
    """The pack cannot be used; `problems` lists every fault that was found."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
