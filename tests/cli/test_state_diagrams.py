"""The state diagrams of the documentation are those of the code."""

from click.testing import CliRunner

from opennrm.cli.diagrams import command, documents, stale_documents


def run(*arguments: str):
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def test_the_committed_diagrams_are_current():
    assert stale_documents() == {}


def test_every_state_is_drawn_and_said_in_words():
    for document in documents().values():
        rows = [line for line in document.splitlines() if line.startswith("| `")]
        diagram = document.split("```")[1]
        assert len(rows) >= 3
        assert all(row.split("`")[1] in diagram for row in rows)


def test_writing_makes_them_current(tmp_path):
    assert run("--folder", tmp_path, "--check").exit_code == 1
    assert run("--folder", tmp_path).exit_code == 0
    assert run("--folder", tmp_path, "--check").exit_code == 0


def test_a_changed_document_is_named(tmp_path):
    run("--folder", tmp_path)
    changed = tmp_path / "referral.md"
    changed.write_text(changed.read_text().replace("sent --> declined", "sent --> completed"))
    checked = run("--folder", tmp_path, "--check")
    assert checked.exit_code == 1
    assert "referral.md: out of date" in checked.output
    assert "opennrm state-diagrams" in checked.output
    assert "sent --> completed" in changed.read_text()
