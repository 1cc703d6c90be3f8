"""The measurements are code like any other: they run here on few people, so that they cannot break unseen."""

from click.testing import CliRunner

from bench.linkage import attacks, encodings


def test_speed_and_accuracy_are_measured():
    measured = CliRunner().invoke(encodings.main, ["--people", "300", "--judged", "200"])
    assert measured.exit_code == 0, measured.output
    assert "people a CPU-s" in measured.output
    assert "| 0.71 (usual) |" in measured.output


def test_attacks_are_measured():
    measured = CliRunner().invoke(attacks.main, ["--people", "200"])
    assert measured.exit_code == 0, measured.output
    assert "| key and register | who it is |" in measured.output
