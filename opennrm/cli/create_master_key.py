"""The command `opennrm create-master-key`."""

import click

from .setup import in_sentences, master_key_file


@click.command("create-master-key")
@in_sentences
def command() -> None:
    """Write a new master key, for a new installation.

    It encrypts all names and accounts of what happened. The key is written to OPENNRM_MASTER_KEY_FILE, by default
    keys/master.json in OPENNRM_STATE. Only you can read the file, and an existing key is never overwritten. Keep a
    backup apart from the database. Without the key nobody can ever read what it encrypts. Anyone who has the key
    and a backup of the database can read everything.
    """
    from opennrm.foundation import keys

    file = master_key_file()
    keys.create_file(file)
    click.echo(
        f"The master key is in {file}. Copy it now, and keep the copy apart from the backups of the database."
    )
