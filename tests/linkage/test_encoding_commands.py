"""The whole exchange by its commands: ceremony, encoding, matching, verifying, overlaps, and the estimate."""

import csv
import hashlib
import json
import os
import random
import stat
import subprocess
import sys
from itertools import pairwise

import pytest
from click.testing import CliRunner

from opennrm.cli.main import main
from opennrm.linkage.encodings import encoded_lists
from opennrm.linkage.encodings.filters import BYTES
from tests.linkage.invented_lists import people, write, written_again

PEOPLE = 600


def run(*arguments, fails=False):
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == (1 if fails else 0), result.output
    return result.output


@pytest.fixture(scope="module")
def exchange(tmp_path_factory):
    """Three agencies know some of the same children. Each has its secret, all have the exchange key."""
    folder = tmp_path_factory.mktemp("exchange")
    for name in ("half-1", "half-2"):
        run("exchange-key", "half", "--out", folder / name)
    run("exchange-key", "join", folder / "half-1", folder / "half-2", "--out", folder / "key")
    run("exchange-key", "signing", "--out", folder / "matcher")
    run("exchange-key", "auditor", "--out", folder / "auditor")
    dice = random.Random(4)
    everybody = people(PEOPLE, seed=9)
    for agency, share in (("police", 0.5), ("health", 0.4), ("schools", 0.45)):
        known = [written_again(each, dice, errors=0.5) for each in everybody if dice.random() < share]
        write(folder / f"{agency}.csv", known)
        run("exchange-key", "secret", "--out", folder / f"{agency}.secret")
        run(*encode(folder, agency, f"{agency}.enc"), "--auditor", folder / "auditor.public")
    return folder


def encode(folder, agency, out, key="key"):
    return (
        "encode", folder / f"{agency}.csv", "--key", folder / key, "--secret", folder / f"{agency}.secret",
        "--out", folder / out,
    )  # fmt: skip


def lines_of(folder, agency):
    """The person in each row of an encoded list, as the owner of the list can tell."""
    with (folder / f"{agency}.csv").open() as file:
        cells = list(csv.reader(file))
    with (folder / f"{agency}.enc.rows.csv").open() as file:
        return {
            int(each["number"]): cells[int(each["line"]) - 1]
            for each in csv.DictReader(file)
            if each["line"] != "invented"
        }


@pytest.fixture(scope="module")
def matched(exchange):
    told = run(
        "match-encodings", exchange / "police.enc", exchange / "health.enc", "--out", exchange / "matches",
        "--sign-with", exchange / "matcher",
    )  # fmt: skip
    return exchange, told


def test_what_is_written_names_nobody_and_is_its_owners_alone(exchange):
    names = {cell for cells in lines_of(exchange, "police").values() for cell in cells[:2]}
    for ending in (".enc", ".enc.rows.csv", ".enc.invented"):
        file = exchange / f"police{ending}"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        content = file.read_bytes().decode("latin-1")
        assert not [name for name in names if len(name) > 3 and name in content]


def test_the_order_of_the_list_is_not_the_order_of_the_encodings(exchange):
    with (exchange / "police.enc.rows.csv").open() as file:
        lines = [int(each["line"]) for each in csv.DictReader(file) if each["line"] != "invented"]
    in_order = sum(one < other for one, other in pairwise(lines))
    assert 0.4 < in_order / len(lines) < 0.6


def test_the_commitment_is_the_digest_that_any_machine_can_make(exchange):
    digest = hashlib.sha256((exchange / "police.enc").read_bytes()).hexdigest()
    assert encoded_lists.read(exchange / "police.enc").commitment == digest


def test_encoding_the_same_list_again_gives_the_same_bytes(exchange):
    told = run(
        *encode(exchange, "police", "again.enc"), "--auditor", exchange / "auditor.public", "--name", "police"
    )
    assert (exchange / "again.enc").read_bytes() == (exchange / "police.enc").read_bytes()
    digest = hashlib.sha256((exchange / "again.enc").read_bytes()).hexdigest()
    assert digest in told.replace(" ", "")
    assert "family name    Surname" in told


def test_the_matcher_finds_who_is_on_both_lists(matched):
    folder, _ = matched
    ours, theirs = lines_of(folder, "police"), lines_of(folder, "health")
    found = (folder / "matches").read_text().splitlines()[2:-1]
    pairs = [
        (ours[int(row)], theirs[int(other)]) for _, row, _, other, _ in (line.split(",") for line in found)
    ]
    right = sum(
        one[1][:3] == other[1][:3] or one[0] == other[0] or one[2] == other[2] for one, other in pairs
    )
    assert len(pairs) > 90
    assert right / len(pairs) > 0.97
    assert (
        len({row.split(",")[1] for row in found}) == len(found) == len({row.split(",")[3] for row in found})
    )


def test_verifying_compares_everything_and_opens_the_sealed_rows(matched):
    folder, _ = matched
    told = run(
        "verify-matches", folder / "matches", folder / "police.enc", folder / "health.enc",
        "--matcher", folder / "matcher.public", "--invented", folder / "police.enc.invented",
        "--invented", folder / "health.enc.invented", "--auditor-key", folder / "auditor",
    )  # fmt: skip
    assert "The signature is right." in told
    assert "Matching again gives the same pairs." in told
    assert "No invented row is in a match." in told


def test_a_result_that_was_changed_or_signed_by_another_matcher_is_not_believed(matched, tmp_path):
    folder, _ = matched
    changed = tmp_path / "changed"
    lines = (folder / "matches").read_text().splitlines()
    changed.write_text("\n".join([*lines[:2], "1,1,2,1,9999", *lines[3:]]) + "\n")
    told = run(
        "verify-matches", changed, folder / "police.enc", folder / "health.enc",
        "--matcher", folder / "matcher.public", fails=True,
    )  # fmt: skip
    assert "not signed with this matcher's key, or it was changed" in told
    assert "Matching these lists again gives other matches." in told
    run("exchange-key", "signing", "--out", tmp_path / "other")
    run("verify-matches", folder / "matches", "--matcher", tmp_path / "other.public", fails=True)


def test_a_matcher_that_claims_to_know_everybody_is_found_by_the_invented_rows(exchange, tmp_path):
    """A lie about each row: a dishonest matcher signs that the other side knows everybody."""
    from opennrm.linkage.encodings import keys, matching, results

    lists = [encoded_lists.read(exchange / f"{agency}.enc") for agency in ("police", "health")]
    rows = min(each.header.rows for each in lists)
    lie = matching.Matches([(1, row, 2, row, 9000) for row in range(1, rows + 1)], {})
    signing = keys.read(exchange / "matcher", keys.Kind.SIGNING)
    results.write(tmp_path / "lie", lists, lie, 7100, sampled=False, key=signing)
    told = run(
        "verify-matches", tmp_path / "lie", "--matcher", exchange / "matcher.public",
        "--invented", exchange / "health.enc.invented", "--auditor-key", exchange / "auditor", fails=True,
    )  # fmt: skip
    assert "of “health” is invented, but it is in a match" in told


def test_a_sender_who_says_more_people_than_there_are_is_found_by_the_auditor(exchange, tmp_path):
    """The number of people is a claim that nobody else can check: it moves the estimate."""
    from dataclasses import replace

    from opennrm.linkage.encodings import keys, matching, public_keys, results

    police, health = (encoded_lists.read(exchange / f"{agency}.enc") for agency in ("police", "health"))
    boast = encoded_lists.EncodedList(replace(police.header, people=police.header.rows), police.encodings)
    told = json.dumps({"list": boast.commitment, "invented": [1, 2, 3]}).encode()
    sealed = public_keys.seal(told, keys.read(exchange / "auditor.public", keys.Kind.AUDITOR_PUBLIC))
    (tmp_path / "sealed").write_bytes(sealed)
    signing = keys.read(exchange / "matcher", keys.Kind.SIGNING)
    found = matching.match([boast, health], 7100)
    results.write(tmp_path / "result", [boast, health], found, 7100, sampled=False, key=signing)
    said = run(
        "verify-matches", tmp_path / "result", "--matcher", exchange / "matcher.public",
        "--invented", tmp_path / "sealed", "--auditor-key", exchange / "auditor", fails=True,
    )  # fmt: skip
    assert "does not have as many invented rows as it says" in said


def test_sealed_rows_of_another_list_or_another_auditor_are_refused(matched, tmp_path):
    folder, _ = matched
    run("exchange-key", "auditor", "--out", tmp_path / "other")
    for sealed, key, sentence in (
        ("schools.enc.invented", folder / "auditor", "none of the lists"),
        ("police.enc.invented", tmp_path / "other", "cannot be opened"),
        ("police.enc", folder / "auditor", "cannot be opened"),
    ):
        assert sentence in run(
            "verify-matches", folder / "matches", "--matcher", folder / "matcher.public",
            "--invented", folder / sealed, "--auditor-key", key, fails=True,
        )  # fmt: skip


def test_a_link_where_a_file_is_to_be_written_is_never_followed(exchange, tmp_path):
    (exchange / "link.enc").symlink_to(tmp_path / "elsewhere")
    assert "already exists" in run(*encode(exchange, "police", "link.enc"), fails=True)
    assert not (tmp_path / "elsewhere").exists()


def test_a_pipe_is_no_list_and_holds_nobody_up(exchange):
    os.mkfifo(exchange / "pipe.csv")
    (exchange / "pipe.secret").write_bytes((exchange / "police.secret").read_bytes())
    (exchange / "pipe.secret").chmod(0o600)
    assert "is not a file" in run(*encode(exchange, "pipe", "pipe.enc"), fails=True)


def test_lists_of_another_exchange_are_refused_before_anything_is_compared(exchange):
    run("exchange-key", "half", "--out", exchange / "half-3")
    run("exchange-key", "join", exchange / "half-1", exchange / "half-3", "--out", exchange / "other-key")
    run(*encode(exchange, "health", "other.enc", key="other-key"))
    told = run(
        "match-encodings", exchange / "police.enc", exchange / "other.enc", "--overlaps", exchange / "none.csv",
        fails=True,
    )  # fmt: skip
    assert "different keys" in told
    assert not (exchange / "none.csv").exists()


def test_three_lists_give_the_overlaps_that_an_estimate_reads(exchange):
    """From names to the number of children whom nobody knows, without anybody seeing all the names."""
    lists = [exchange / f"{agency}.enc" for agency in ("police", "health", "schools")]
    told = run("match-encodings", *lists, "--overlaps", exchange / "overlaps.csv", "--json")
    assert sum(each["people"] for each in json.loads(told)["overlaps"] if "police" in each["lists"]) == len(
        lines_of(exchange, "police")
    )
    answer = json.loads(run("estimate", exchange / "overlaps.csv", "--json", "--replications", 100))
    assert answer["observed"] < PEOPLE
    assert answer["population"]["estimate"] == pytest.approx(PEOPLE, rel=0.12)


def test_overlaps_with_few_people_come_with_a_warning(exchange):
    lists = [exchange / f"{agency}.enc" for agency in ("police", "health")]
    told = run("match-encodings", *lists, "--threshold", "0.995", "--overlaps", exchange / "few.csv")
    assert ("counts below 10" in told) == any(
        int(line.rsplit(",", 1)[1]) < 10 for line in (exchange / "few.csv").read_text().splitlines()[1:]
    )


def test_nothing_is_overwritten_and_nothing_is_lost_by_a_second_call(exchange):
    before = (exchange / "police.enc").read_bytes()
    told = run(*encode(exchange, "police", "police.enc"), fails=True)
    assert "already exists" in told
    assert (exchange / "police.enc").read_bytes() == before


def test_rows_that_were_left_out_stand_in_a_file_without_their_names(exchange, tmp_path):
    listed = (exchange / "police.csv").read_text() + "=HYPERLINK(1),Zeller,31/02/2012,F,Bay\n"
    (exchange / "bad.csv").write_text(listed)
    (exchange / "bad.secret").write_bytes((exchange / "police.secret").read_bytes())
    (exchange / "bad.secret").chmod(0o600)
    told = json.loads(run(*encode(exchange, "bad", "bad.enc"), "--json"))
    kept = (exchange / "bad.enc.left-out.csv").read_text()
    assert told["left_out"][0]["rows"] == 1
    assert told["invented"] == 0
    assert kept.splitlines()[1].startswith(f'{listed.count(chr(10))},"The date of birth cannot be read.')
    assert "HYPERLINK" not in kept


@pytest.mark.parametrize(
    "change, sentence",
    [
        (lambda content: content[:-1], "incomplete"),
        (lambda content: content + b"x", "incomplete"),
        (lambda content: content[:-1] + bytes([content[-1] ^ 1]), "was changed"),
        (lambda content: content.replace(b'"version": 1', b'"version": 2', 1), "another version"),
        (lambda content: content.replace(b'"bits": 1024', b'"bits": 4096', 1), "another version"),
        (lambda content: content.replace(b'"rows": ', b'"rows": 9999999', 1), "not an encoded list"),
        (lambda content: content.replace(b'"rows": ', b'"rows": -', 1), "not an encoded list"),
        (
            lambda content: content.replace(b'"name": "police"', b'"name": "=police"', 1),
            "cannot have this name",
        ),
        (
            lambda content: content.replace(b'"name": "police"', b'"name": ["police"]', 1),
            "not an encoded list",
        ),
        (lambda content: content.replace(b"\n", b"", 1)[:9000], "not an encoded list"),
        (lambda content: b"", "not an encoded list"),
        (lambda content: b"\n" * 100, "not an encoded list"),
        (lambda content: b"[" * 4000 + b"\n", "not an encoded list"),
    ],
)
def test_a_file_that_is_no_whole_encoded_list_is_refused_with_a_sentence(
    exchange, tmp_path, change, sentence
):
    (tmp_path / "wrong.enc").write_bytes(change((exchange / "police.enc").read_bytes()))
    told = run(
        "match-encodings",
        exchange / "health.enc",
        tmp_path / "wrong.enc",
        "--overlaps",
        tmp_path / "o.csv",
        fails=True,
    )
    assert sentence in told


def test_a_result_that_is_none_is_refused_with_a_sentence(exchange, tmp_path):
    for content in (
        b"",
        b"signature,",
        b"{}\nlist\nsignature,x",
        b"\xff\xfesignature,x",
        b"[" * 9000 + b"\nsignature,",
    ):
        (tmp_path / "wrong").write_bytes(content)
        assert "not a result" in run(
            "verify-matches", tmp_path / "wrong", "--matcher", exchange / "matcher.public", fails=True
        )


@pytest.mark.parametrize("said", [{"commitment": "\x1b[2J"}, {"rows": "many"}, {"people": -1}])
def test_a_result_says_nothing_of_a_list_that_a_terminal_would_obey(exchange, tmp_path, said):
    told = {"name": "police", "rows": 1, "people": 1, "commitment": "0" * 64}
    header = {"format": "opennrm matches", "version": 1, "threshold": 7100, "sampled": False, "matches": 0}
    for listed, refused in ((told, False), (told | said, True)):
        head = json.dumps(header | {"lists": [listed]})
        (tmp_path / "lie").write_text(f"{head}\nlist,row,other_list,other_row,dice\nsignature,\n")
        answer = run("verify-matches", tmp_path / "lie", "--matcher", exchange / "matcher.public", fails=True)
        assert ("not a result" in answer) is refused
        assert "\x1b" not in answer


def test_options_that_belong_together_are_asked_for(exchange):
    lists = [exchange / f"{agency}.enc" for agency in ("police", "health")]
    for arguments in (
        ("match-encodings", *lists),
        ("match-encodings", *lists, "--out", exchange / "x"),
        (
            "verify-matches",
            exchange / "x",
            "--matcher",
            exchange / "matcher.public",
            "--auditor-key",
            lists[0],
        ),
    ):
        assert CliRunner().invoke(main, [str(each) for each in arguments]).exit_code == 2


def test_lists_that_make_no_comparison_are_refused_with_a_sentence(exchange):
    lists = [exchange / f"{agency}.enc" for agency in ("police", "health")]
    for given, sentence in (
        (lists[:1], "Give from 2 to 12"),
        (lists[:1] * 2, "Two lists are called “police”"),
        ([*lists, "--sample-bits"], "Leave out --sample-bits"),
        ([*lists[:1], exchange / "police.csv"], "not an encoded list"),
        ([*lists[:1], exchange], "is not a file"),
    ):
        assert sentence in run("match-encodings", *given, "--overlaps", exchange / "x", fails=True)


def test_a_list_that_is_much_too_short_is_encoded_too(tmp_path, exchange):
    write(exchange / "short.csv", people(1, seed=1))
    run("exchange-key", "secret", "--out", exchange / "short.secret")
    run(*encode(exchange, "short", "short.enc"), "--auditor", exchange / "auditor.public")
    assert encoded_lists.read(exchange / "short.enc").encodings.shape == (2, BYTES)


def test_the_ceremony_ends_with_keys_that_are_gone(tmp_path):
    run("exchange-key", "half", "--out", tmp_path / "half")
    shown = run("exchange-key", "show", tmp_path / "half")
    line = run(
        "exchange-key",
        "destroy",
        tmp_path / "half",
        "--record",
        tmp_path / "record",
        "--by",
        "Ada Imani with Basil Vance",
    )
    assert shown.splitlines()[1].removeprefix("Fingerprint: ") in line
    assert not (tmp_path / "half").exists()
    assert "There is no file" in run("exchange-key", "show", tmp_path / "half", fails=True)


def test_the_commands_need_neither_a_database_nor_django(exchange):
    script = (
        "import sys; from opennrm.cli.main import main\n"
        "try: main()\n"
        "finally: print(sorted({'django', 'psycopg', 'scipy', 'rich'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, encode(exchange, "police", "plain.enc"))],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr.splitlines()[-1] == "[]"
