"""The command that whoever writes a pack uses."""

import os
import subprocess
import sys

from click.testing import CliRunner

from opennrm.cli.check_pack import command
from tests.country.packs import EVERY_PACK, JAMAICA, MARESIA, ROOT, changed


def run(*arguments):
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def test_packs_without_faults_are_summed_up():
    result = run(*EVERY_PACK)
    assert result.exit_code == 0
    assert f"{JAMAICA}: no faults. Jamaica (JM)" in result.output
    assert "areas: 14" in result.output
    assert "Harbour screening, second edition, version 2" in result.output


def test_what_has_to_be_verified_is_counted():
    output = run(MARESIA).output
    assert "sourced: 0" in output
    assert "proposal: " in output


def test_each_fault_stands_on_a_line_with_file_line_and_remedy(tmp_path):
    pack = changed(tmp_path, "pack.toml", "idle_minutes = 10", "idle_minutes = 0")
    result = run(pack, JAMAICA)
    lines = (pack / "pack.toml").read_text().splitlines()
    line = lines.index("idle_minutes = 0") + 1
    assert result.exit_code == 1
    assert result.stdout.startswith(
        f"{pack}/pack.toml:{line}: “idle_minutes” is not a whole number from 5 to 120. "
    )
    assert f"{JAMAICA}: no faults." in result.stdout
    assert "1 fault found." in result.stderr


def test_an_unknown_permission_is_a_fault(tmp_path):
    result = run(changed(tmp_path, "roles.toml", '"case_assign",', '"case_assing",'))
    assert result.exit_code == 1
    assert "Did you mean “case_assign”?" in result.output


def test_the_help_tells_what_a_path_is():
    output = run("--help").output
    assert "the one that contains pack.toml" in output
    assert "opennrm check-pack country_packs/template" in output


def test_a_pack_is_needed():
    assert run().exit_code == 2


def test_it_needs_neither_settings_nor_a_database():
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "OPENNRM"))
    }
    environment |= {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"}
    program = f"from opennrm.cli.check_pack import command; command([{str(MARESIA)!r}])"
    subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, check=True, capture_output=True
    )
