"""The command `opennrm create-master-key`."""

import click

from .setup import in_sentences, master_key_file


@click.command("create-master-key")
@in_sentences
def command() -> None:
    """Write a new master key, for a new installation.

    All names and narratives are sealed under it. It is written to OPENNRM_MASTER_KEY_FILE, by default
    keys/master.json below OPENNRM_STATE, readable by you alone, and never overwrites one. Back it up apart
    from the database: without it nothing sealed can ever be read, and together with it a stolen backup can.
    """
    from opennrm.foundation import keys

    file = master_key_file()
    keys.create_file(file)
    click.echo(
        f"The master key is in {file}. Make a copy now, and keep it apart from the database's backups."
    )
