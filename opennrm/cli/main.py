"""The `opennrm` command. Each command's module is read only when it is called, so that none waits for another."""

from importlib import import_module

import click

COMMANDS = {
    "run": ("opennrm.cli.run", "Try OpenNRM out: everything it needs, with invented people."),
    "demo": ("opennrm.cli.demo", "The invented people of a demonstration, and how they sign in."),
    "serve": ("opennrm.cli.serve", "Serve the pages."),
    "worker": ("opennrm.cli.worker", "Do what happens by itself: clocks, notices, sealing the audit."),
    "prepare-database": (
        "opennrm.cli.prepare_database",
        "Create the database and its roles, as a superuser.",
    ),
    "migrate": ("opennrm.cli.migrate", "Bring the tables and the walls of the database up to date."),
    "create-master-key": ("opennrm.cli.create_master_key", "Write a new master key, for a new installation."),
    "create-agency": ("opennrm.cli.create_agency", "Let an agency take part."),
    "create-account": ("opennrm.cli.create_account", "Invite somebody to work for an agency."),
    "confirm-account": (
        "opennrm.cli.confirm_account",
        "Confirm, as the second person, that somebody holds their role.",
    ),
    "audit": ("opennrm.cli.audit", "Verify the audit, and state how far it has come."),
    "check": ("opennrm.cli.check", "Check the walls of the database and what is generated from code."),
    "check-pack": ("opennrm.cli.check_pack", "Check country packs, and say what each holds."),
    "estimate": (
        "opennrm.cli.estimate",
        "Estimate how many people nobody has found, from lists that overlap.",
    ),
    "state-diagrams": ("opennrm.cli.diagrams", "Draw the state tables into docs/states/."),
}


class Commands(click.Group):
    """A group that knows its commands by name, and reads a module only to run its command."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        return import_module(COMMANDS[cmd_name][0]).command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="opennrm", prog_name="opennrm")
def main() -> None:
    """OpenNRM, a national referral mechanism for trafficked children.

    Each command explains itself with --help. The exit status is 0 when all went well, 1 when something has
    to be put right (a sentence says what), and 2 when the command was called in a way that it does not know.
    """


if __name__ == "__main__":
    main()
