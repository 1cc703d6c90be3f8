"""What a new context changes outside its own folders, by hand: here for visits, a toy."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line that is added to a file, below another one."""

    file: str
    below: str
    line: str

    def add(self, tree: Path) -> None:
        """Add it in this tree, below the first line that begins so."""
        path = tree / self.file
        lines = path.read_text().splitlines(keepends=True)
        places = [number for number, line in enumerate(lines) if line.startswith(self.below)]
        assert places, f"{self.file} has no line that begins with {self.below!r}."
        lines.insert(places[0] + 1, f"{self.line}\n")
        path.write_text("".join(lines))


CONTEXTS = (
    # Above the contexts that it uses, in the order of imports and in the list from which everything is gathered.
    Line(file="opennrm/contexts.py", below='    "referrals",', line='    "visits",'),
    Line(file="pyproject.toml", below='  "statistics",', line='  "visits",'),
    Line(file="opennrm/web/parts.py", below='    "referrals",', line='    "visits",'),
)
PERMISSION = (
    Line(
        file="country_packs/template/roles.toml",
        below="#     screening_view",
        line="#     visit_record           record visits to the child",
    ),
)
ROLES = tuple(
    Line(file=f"country_packs/{pack}/roles.toml", below='  "screening_view",', line='  "visit_record",')
    for pack in ("jamaica", "template")
)
DOCUMENTS = (
    Line(
        file="docs/architecture.md",
        below="├── statistics/",
        line="├── visits/               visits to the child, and reminders of them",
    ),
    Line(
        file="docs/glossary.md",
        below="| **screening draft**",
        line="| **visit** | Somebody goes to see the child, and writes down what they saw. | field |",
    ),
    Line(
        file="CHANGELOG.md",
        below="- Screening with versioned instruments",
        line="- Visits to a child, and reminders of those that are due.",
    ),
)
LINES = (*CONTEXTS, *PERMISSION, *ROLES, *DOCUMENTS)

CODES = """# Where a child is visited.
code,title,help,certainty
home,At home,,proposal
school,At school,,proposal
"""
PACKS = ("country_packs/jamaica", "country_packs/template", "tests/packs/maresia")


def change(tree: Path) -> None:
    """Make every change in this tree."""
    for line in LINES:
        line.add(tree)
    for pack in PACKS:
        (tree / pack / "codes" / "visit_kinds.csv").write_text(CODES)
