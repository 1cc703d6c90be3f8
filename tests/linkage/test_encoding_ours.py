"""The children of the mechanism are encoded on its server, and found again on another office's list without names."""

import csv
import json
from uuid import UUID

import pytest
from click.testing import CliRunner

from opennrm.audit.models import AuditEvent
from opennrm.cli import encode
from opennrm.cli.main import main
from opennrm.country.pack import pack
from opennrm.invented import concerns
from opennrm.invented.people import Child
from opennrm.people.models import Person

CHILDREN = [
    Child(given_names="Zipporah", family_name="Quillfeather", birth_date="2012-05-17", sex="female"),
    Child(given_names="Barnaby", family_name="Thistledown", birth_date="2010-11-02", sex="male"),
    Child(given_names="Marigold", family_name="Pennywhistle", birth_date="2014-01-30", sex="female"),
]
NAMELESS = Child(given_names="Anastasius", family_name="", age=9, sex="male")


def run(*arguments, code=0):
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture
def reported(world):
    """Three children who can be found again, and one of whom too little is known; by id."""
    constable, _lead = world.known("constable"), world.known("caseworker")
    cases = [
        world.report(constable, **{**concerns.enough(), **concerns.of(child)}).case_id
        for child in [*CHILDREN, NAMELESS]
    ]
    return [Person.objects.using("setup").get(case_id=case_id).pk for case_id in cases]


@pytest.fixture
def keys(tmp_path):
    for name in ("half-1", "half-2"):
        run("exchange-key", "half", "--out", tmp_path / name)
    run("exchange-key", "join", tmp_path / "half-1", tmp_path / "half-2", "--out", tmp_path / "key")
    for name in ("ours", "theirs"):
        run("exchange-key", "secret", "--out", tmp_path / f"{name}.secret")
    run("exchange-key", "signing", "--out", tmp_path / "matcher")
    return tmp_path


def encoded(world, folder, monkeypatch) -> dict:
    monkeypatch.setattr(encode, "start_django", lambda role: None)
    with world.connected_as("opennrm_worker"):
        told = run(
            "encode", "--ours", "--key", folder / "key", "--secret", folder / "ours.secret",
            "--out", folder / "ours.enc", "--json",
        )  # fmt: skip
    return json.loads(told)


def test_the_numbers_lead_to_the_records_and_nothing_names_a_child(world, reported, keys, monkeypatch):
    told = encoded(world, keys, monkeypatch)
    assert told["people"] == len(CHILDREN)
    with (keys / "ours.enc.rows.csv").open() as file:
        assert {UUID(row["person"]) for row in csv.DictReader(file)} == set(reported[: len(CHILDREN)])
    left_out = (keys / "ours.enc.left-out.csv").read_text()
    assert str(reported[-1]) in left_out
    written = b"".join(file.read_bytes() for file in keys.glob("ours.enc*"))
    for name in ("Quillfeather", "Thistledown", "Anastasius"):
        assert name.lower().encode() not in written.lower()


def test_the_auditors_learn_that_all_children_were_encoded(world, reported, keys, monkeypatch):
    told = encoded(world, keys, monkeypatch)
    event = AuditEvent.objects.using("setup").get(kind="linkage.encoded")
    assert event.case_id is None
    assert event.detail == {"people": len(CHILDREN), "commitment": told["commitment"]}


def test_another_offices_list_meets_the_children_of_the_mechanism(world, reported, keys, monkeypatch):
    encoded(world, keys, monkeypatch)
    area = pack().areas[0].name
    with (keys / "theirs.csv").open("w") as file:
        file.write("given name,family name,date of birth,sex,area\n")
        file.write(f"Zipora,Quillfeather,2012-05-17,F,{area}\n")
        file.write(f"Ignatius,Brandywine,2013-08-09,M,{area}\n")
    run(
        "encode", keys / "theirs.csv", "--key", keys / "key", "--secret", keys / "theirs.secret",
        "--out", keys / "theirs.enc",
    )  # fmt: skip
    run(
        "match-encodings", keys / "ours.enc", keys / "theirs.enc", "--out", keys / "matches",
        "--sign-with", keys / "matcher",
    )  # fmt: skip
    [found] = (keys / "matches").read_text().splitlines()[2:-1]
    number = found.split(",")[1]
    with (keys / "ours.enc.rows.csv").open() as file:
        [person] = [row["person"] for row in csv.DictReader(file) if row["number"] == number]
    assert UUID(person) == reported[0]


def test_a_list_and_our_own_children_are_not_encoded_together(keys):
    told = run(
        "encode", keys / "list.csv", "--ours", "--key", keys / "key", "--secret", keys / "ours.secret",
        "--out", keys / "both.enc", code=2,
    )  # fmt: skip
    assert "Give either a LIST or --ours." in told
