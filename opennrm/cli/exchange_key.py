"""`opennrm exchange-key`: the keys with which lists are compared without names."""

from datetime import UTC, datetime
from pathlib import Path

import click

from .encoding_problems import FILE, in_sentences

OUT = click.option("--out", type=FILE, required=True, help="The new file. Only you can read it.")


@click.group("exchange-key")
def command() -> None:
    """Make, join, show and destroy the keys for comparing lists without names.

    The exchange key has two halves, brought by two people. Both sides that encode have it. The matcher never has it.
    Keep these files out of all backups. The guide describes the ceremony step by step, in the chapter “Comparing lists
    without names”.
    """


@command.command("half")
@OUT
@in_sentences
def half(out: Path) -> None:
    """Make your half of an exchange key.

    Read its fingerprint to the other person, and hear theirs, before either of you hands over a half. Then nobody can
    choose the second half to fit the first.
    """
    from opennrm.linkage.encodings import keys

    _say(keys.Kind.HALF, keys.create(out, keys.Kind.HALF), out)


@command.command("join")
@click.argument("first", type=FILE)
@click.argument("second", type=FILE)
@OUT
@in_sentences
def join(first: Path, second: Path, out: Path) -> None:
    """Join the two halves FIRST and SECOND to the exchange key.

    Both sides do this, each on their own machine. Read the fingerprint of the exchange key to each other: it has to be
    the same on both sides. Then destroy the halves.
    """
    from opennrm.linkage.encodings import keys

    _say(keys.Kind.EXCHANGE, keys.join(first, second, out), out)


@command.command("secret")
@OUT
@in_sentences
def secret(out: Path) -> None:
    """Make the secret of one sender.

    Noise, the order of rows and the invented rows come from it. Give it to nobody, not even to the other side. Keep it
    as long as the exchange: with another secret the same list gives other encodings.
    """
    from opennrm.linkage.encodings import keys

    _say(keys.Kind.SECRET, keys.create(out, keys.Kind.SECRET), out)


@command.command("signing")
@OUT
@in_sentences
def signing(out: Path) -> None:
    """Make the matcher's key, which signs what was found.

    Its public half is written beside it, with “.public” at the end of the name. Give that to everybody who reads
    results.
    """
    from opennrm.linkage.encodings import keys, public_keys

    _say(keys.Kind.SIGNING_PUBLIC, public_keys.create_signing_key(out), keys.public_file(out))


@command.command("auditor")
@OUT
@in_sentences
def auditor(out: Path) -> None:
    """Make the auditor's key, for whom senders seal which rows are invented.

    Its public half is written beside it, with “.public” at the end of the name. Give that to all senders.
    """
    from opennrm.linkage.encodings import keys, public_keys

    _say(keys.Kind.AUDITOR_PUBLIC, public_keys.create_auditor_key(out), keys.public_file(out))


@command.command("show")
@click.argument("key", type=FILE)
@in_sentences
def show(key: Path) -> None:
    """Show what kind of key the file KEY holds, and its fingerprint, to read it to the other side."""
    from opennrm.linkage.encodings import keys

    kind, content = keys.read_any(key)
    _say(kind, content, key)


@command.command("destroy")
@click.argument("key", type=FILE)
@click.option("--record", type=FILE, required=True, help="A file to which a line is added.")
@click.option("--by", required=True, help="Who destroys it, and who is with them.")
@in_sentences
def destroy(key: Path, record: Path, by: str) -> None:
    """Overwrite the file KEY and delete it, and add to the record who did so and when.

    A copy in a backup is not destroyed, nor is one on a disk that keeps what was overwritten. Destroy all keys of an
    exchange, on both sides, when its result has been accepted.
    """
    from opennrm.linkage.encodings import keys

    click.echo(keys.destroy(key, record=record, by=by, at=datetime.now(UTC)))


def _say(kind: str, key: bytes, file: Path) -> None:
    from opennrm.linkage.encodings.keys import Kind, fingerprint

    click.echo(f"{file}: {kind}\nFingerprint: {fingerprint(Kind(kind), key)}")
