"""Every command explains itself, and says what to do when it cannot do its work."""

import json
import stat
import subprocess
import sys

import pytest
from click.testing import CliRunner

from opennrm.cli.main import COMMANDS, main
from tests.cli.program import call, environment


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name):
    shown = CliRunner().invoke(main, [name, "--help"])
    assert shown.exit_code == 0
    assert len(shown.output.split()) > 30


@pytest.mark.parametrize(
    "arguments",
    [
        ["audit", "verify"], ["audit", "checkpoint"], ["audit", "verify-checkpoint"], ["demo", "load"],
        ["demo", "sign-ins"], ["demo", "code"], ["demo", "people"],
    ],
)  # fmt: skip
def test_every_part_of_a_command_explains_itself(arguments):
    shown = CliRunner().invoke(main, [*arguments, "--help"])
    assert shown.exit_code == 0
    assert "Usage" in shown.output


def test_help_lists_every_command_without_reading_their_modules():
    code = (
        "import sys\nfrom opennrm.cli.main import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'django', 'numpy', 'psycopg', 'granian'}))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert all(name in shown.stdout for name in COMMANDS)
    assert shown.stdout.splitlines()[-1] == "[]"


def test_a_command_that_is_not_known_ends_with_two():
    shown = CliRunner().invoke(main, ["nonsense"])
    assert shown.exit_code == 2
    assert "No such command" in shown.output


def test_a_master_key_is_written_once_for_its_owner_alone(tmp_path):
    made = call("create-master-key", state=tmp_path)
    file = tmp_path / "keys" / "master.json"
    assert made.returncode == 0, made.stderr
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.read_text()
    again = call("create-master-key", state=tmp_path)
    assert again.returncode == 1
    assert "never overwritten" in again.stderr
    assert file.read_text() == before


def test_a_database_that_does_not_answer_is_said_in_a_sentence(tmp_path):
    answer = call("migrate", state=tmp_path, DATABASE_URL="postgresql://opennrm_migrator@127.0.0.1:1/opennrm")
    assert answer.returncode == 1
    assert "The database does not answer" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_an_address_without_tls_is_refused_in_a_sentence(tmp_path):
    answer = call("create-agency", "A", "B", "--kind", "police", state=tmp_path, OPENNRM_ADDRESS="http://nrm.example",
                  DATABASE_URL="postgresql://opennrm_app@127.0.0.1:1/opennrm")  # fmt: skip
    assert answer.returncode == 1
    assert "not https" in answer.stderr


def test_there_is_no_code_without_a_demonstration(tmp_path):
    answer = call("demo", "code", "caseworker@example.org", state=tmp_path)
    assert answer.returncode == 1
    assert "There is no demonstration here" in answer.stderr


def test_a_checkpoint_is_verified_without_a_database_and_without_keys(tmp_path):
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from opennrm.audit import checkpoints, digests

    key = Ed25519PrivateKey.generate()
    content = {
        "form": checkpoints.FORM, "made_at": "2030-01-01T00:00:00+00:00", "number": 7, "chained": "ab" * 32,
        "events": 41, "public_key": digests.public_bytes(key.public_key()).hex(),
    }  # fmt: skip
    signed = {**content, "signature": key.sign(digests.canonical(content)).hex()}
    file = tmp_path / "checkpoint.json"
    file.write_text(json.dumps(signed))
    nowhere = {
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
        "OPENNRM_MASTER_KEY_FILE": "/nonexistent",
    }
    answer = call("audit", "verify-checkpoint", str(file), state=tmp_path, **nowhere)
    assert answer.returncode == 0, answer.stderr
    assert "batch 7, 41 events" in answer.stdout
    file.write_text(json.dumps({**signed, "events": 40}))
    answer = call("audit", "verify-checkpoint", str(file), state=tmp_path, **nowhere)
    assert answer.returncode == 1
    assert "was changed after it was signed" in answer.stderr


def test_the_environment_of_these_tests_is_clean(tmp_path):
    assert not [name for name in environment(tmp_path) if name.startswith(("DATABASE_", "DJANGO_"))]
