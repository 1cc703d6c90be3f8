"""docs/adding-a-context.md tells the truth: a toy context is added in a copy of the project, and works there."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from opennrm.foundation import database
from opennrm.foundation.embedded_server.cluster import Cluster
from tests.architecture.committed import PROJECT, committed_files, name_of
from tests.cli.program import environment
from tests.foundation.embedded_server.clusters import place, stopped_at_the_end
from tests.new_context import outside

pytestmark = [pytest.mark.installation, pytest.mark.at_night]

TOY = Path(__file__).parent / "visits"
# What is compiled already need not be compiled again.
BUILT = ("opennrm/web/static/build/*", "opennrm/**/*.so", "opennrm/**/*.pyc")
PAGE = (PROJECT / "docs" / "adding-a-context.md").read_text()
QUERIES = "tests/walls/golden/queries.json"
OWN, OUTSIDE = "## Its own files", "## Files outside its own folders"

# What is asked of the rest of the project in the copy: the rules that hold for every context.
RULES = [
    *(f"tests/architecture/test_{name}.py" for name in ("models", "events", "own_rows", "delivery", "documents")),
    "tests/walls/test_query_counts.py",
    "tests/walls/test_matrix.py::test_every_address_has_its_row",
    "tests/walls/test_matrix.py::test_every_form_has_its_fields",
    *(
        f"tests/walls/test_matrix.py::test_a_form_does_what_it_says[{relation}]"
        for relation in ("lead_assigned", "deciding")
    ),
]  # fmt: skip


class Copy:
    """A copy of the project, in which everything is committed."""

    def __init__(self, folder: Path) -> None:
        self.tree, self.state = folder / "project", folder / "state"
        self.state.mkdir()
        for path in (*committed_files(), *(built for pattern in BUILT for built in PROJECT.glob(pattern))):
            copied = self.tree / name_of(path)
            copied.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, copied)
        self._git("init", "--quiet")
        self._git("add", ".")
        self._git(
            "-c", "user.name=Test", "-c", "user.email=test@example.org", "commit", "--quiet", "-m", "Before"
        )

    def _git(self, *arguments: str) -> str:
        return self.run("git", "-c", "safe.directory=*", *arguments)

    def run(self, *command: str, **more: str) -> str:
        """Run a program here, and return what it said; it has to succeed."""
        done = subprocess.run(
            command,
            cwd=self.tree,
            env=environment(
                self.state, PYTHONPATH=str(self.tree), OPENNRM_TEST_STATE=str(self.state), **more
            ),
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-5000:]}{done.stderr[-5000:]}"
        return done.stdout

    def python(self, *arguments: str, **more: str) -> str:
        """Run a module of Python here."""
        return self.run(sys.executable, "-W", "ignore::RuntimeWarning", "-m", *arguments, **more)

    def migrations(self, *options: str) -> str:
        """Make the migrations, or ask whether they are there."""
        return self.python("django", "makemigrations", "--settings", "opennrm.settings", *options)

    def changed(self) -> set[str]:
        """The files that differ from what was committed, and the new ones."""
        self._git("add", "--intent-to-add", ".")
        return set(self._git("diff", "--name-only").split())

    def difference(self, file: str) -> list[str]:
        """The lines that were added to a file or taken away, with + or - before them."""
        lines = self._git("diff", "--unified=0", "--", file).splitlines()
        return [line for line in lines if re.match(r"[+-](?![+-])", line)]


@pytest.fixture(scope="module")
def copy() -> Iterator[Copy]:
    """A copy of the project with a server of its own, to which the toy context was added as the page says."""
    with place() as folder:
        made = Copy(folder)
        shutil.copytree(TOY, made.tree, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
        outside.change(made.tree)
        made.migrations("visits")
        server = Cluster(
            made.state / "embedded" / "postgres",
            roles=(database.SUPERUSER, *database.LOGIN_ROLES),
            for_tests=True,
        )
        with stopped_at_the_end(server):
            made.python("opennrm.cli.main", "check", "--write")
            yield made


@pytest.fixture(scope="module")
def tested(copy) -> str:
    """What the tests of the toy say, and those that hold for every context. The number of queries is written anew."""
    return copy.python("pytest", "-q", "--renew", "tests/visits", *RULES)


def is_own(file: str) -> bool:
    return "visits" in Path(file).with_suffix("").parts


def listed(heading: str) -> set[str]:
    """The files that a part of the page lists in its table."""
    part = PAGE.split(heading, 1)[1].split("\n## ", 1)[0]
    return set(re.findall(r"^\| `([^`]+)`", part, re.MULTILINE))


def as_listed(file: str) -> str:
    """A file of the toy, or of one country, as the page calls it."""
    file = re.sub(r"packs/(jamaica|template|maresia)/", "packs/<pack>/", file)
    return file.replace("visit_kinds", "<list>").replace("visits", "<context>")


def test_a_new_context_works_and_keeps_the_rules(tested) -> None:
    assert "passed" in tested


def test_the_page_lists_what_a_new_context_changes_outside_its_own_folders(copy, tested) -> None:
    changed = {file for file in copy.changed() if not is_own(file)}
    assert listed(OUTSIDE) == {as_listed(file) for file in changed}
    assert f"**{len(changed)} files**" in PAGE


def test_the_page_lists_what_a_new_context_consists_of(copy) -> None:
    own = {as_listed(file) for file in copy.changed() if is_own(file)}
    assert {file for file in own if not file.endswith("__init__.py")} - listed(OWN) == set()


def test_the_walls_of_a_new_context_are_complete_and_those_of_others_unchanged(copy) -> None:
    changes = copy.difference("tests/architecture/golden/policies.txt")
    assert changes
    assert [line for line in changes if not line.startswith("+visits_visit: ")] == []


def test_the_page_of_a_case_asks_once_more_for_a_new_section_and_no_other_page_does(copy, tested) -> None:
    before, after = (json.loads((tree / QUERIES).read_text()) for tree in (PROJECT, copy.tree))
    more = {page: after[page] - count for page, count in before.items() if after[page] != count}
    assert more == {"GET case-show  as lead_assigned": 1}


def test_a_new_context_keeps_to_the_order_of_imports_and_has_its_migration(copy) -> None:
    copy.run(str(Path(sys.executable).with_name("lint-imports")))
    copy.migrations("--check", "--dry-run")
