"""The command `opennrm create-agency`."""

import click

from .setup import acting_as, in_sentences, start_django


@click.command("create-agency")
@click.argument("code")
@click.argument("name")
@click.option(
    "--kind", required=True, help="A kind of agency from the country pack, such as child_protection."
)
@click.option(
    "--area",
    "areas",
    multiple=True,
    help="The code of an area it works in. Leave it out for the whole country.",
)
@click.option(
    "--as", "email", metavar="ADDRESS", help="The email address of the administrator you are acting for."
)
@in_sentences
def command(code: str, name: str, kind: str, areas: tuple[str, ...], email: str | None) -> None:
    """Add an agency.

    CODE is a short code that can never be changed. NAME is what people read. As long as there is no administrator,
    you do not need --as. After that, use --as to name an administrator of the coordinating agency.

    \b
    opennrm create-agency COORD "National coordination" --kind coordination
    opennrm create-agency SHELTER-N "A shelter in the north" --kind service_provider --area XX-01 --as a@example.org
    """
    start_django("opennrm_operator")
    from django.utils import timezone

    from opennrm.agencies import actions
    from opennrm.foundation.refusals import Refusal

    try:
        with acting_as(email) as actor:
            actions.create_agency(code=code, name=name, kind=kind, areas=areas, by=actor, at=timezone.now())
    except Refusal as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(
        f"{name} has been added. Next, run: opennrm create-account ADDRESS NAME --agency {code} --role ROLE"
    )
