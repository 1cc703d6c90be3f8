"""The `opennrm` command. Each command's module is read only when it is called, so that none waits for another."""

from importlib import import_module

import click

COMMANDS = {
    "run": ("opennrm.cli.run", "Try OpenNRM out, with everything it needs and with invented people."),
    "demo": ("opennrm.cli.demo", "Show, load or write invented people."),
    "serve": ("opennrm.cli.serve", "Serve the pages."),
    "worker": ("opennrm.cli.worker", "Do the automatic work: time limits, notices, sealing the audit."),
    "prepare-database": (
        "opennrm.cli.prepare_database",
        "Create the database and its roles. Needs a superuser.",
    ),
    "migrate": ("opennrm.cli.migrate", "Bring the tables and the walls of the database up to date."),
    "create-master-key": ("opennrm.cli.create_master_key", "Write a new master key, for a new installation."),
    "create-agency": ("opennrm.cli.create_agency", "Add an agency."),
    "create-account": ("opennrm.cli.create_account", "Invite somebody to work for an agency."),
    "confirm-account": (
        "opennrm.cli.confirm_account",
        "Confirm, as the second person, that somebody has their role.",
    ),
    "audit": ("opennrm.cli.audit", "Verify the audit, or make a checkpoint of it."),
    "custody": ("opennrm.cli.custody", "Verify the recordings under custody."),
    "check": ("opennrm.cli.check", "Check the walls of the database, and the files generated from code."),
    "check-pack": ("opennrm.cli.check_pack", "Check country packs, and show what they contain."),
    "import": ("opennrm.cli.import_list", "Import an agency's old list as cases."),
    "estimate": (
        "opennrm.cli.estimate",
        "Estimate from overlapping lists how many people nobody has found.",
    ),
    "exchange-key": (
        "opennrm.cli.exchange_key",
        "Make, join, show and destroy the keys for comparing lists without names.",
    ),
    "encode": ("opennrm.cli.encode", "Encode a list of people, so that it can be compared without names."),
    "match-encodings": (
        "opennrm.cli.match_encodings",
        "Find who is on several encoded lists, as the matcher, who has no key.",
    ),
    "read-matches": (
        "opennrm.cli.read_matches",
        "Put what a matcher found into the work list of the linkage desk.",
    ),
    "verify-matches": (
        "opennrm.cli.verify_matches",
        "Check what a matcher found: the signature, the lists and the invented rows.",
    ),
    "learn-weights": (
        "opennrm.cli.learn_weights",
        "Learn from a list how to find the same child again.",
    ),
    "link": ("opennrm.cli.link", "Find who is several times on a list, or on several lists."),
    "state-diagrams": ("opennrm.cli.diagrams", "Write the state diagrams in docs/states/."),
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

    To learn about a command, add --help to it. The exit status is 0 if all went well, 1 if there is something you
    need to put right (a message says what), and 2 if the command does not know an argument or option.
    """


if __name__ == "__main__":
    main()
