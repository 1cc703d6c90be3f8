"""The command `opennrm create-account`."""

import click

from .setup import acting_as, in_sentences, start_django


@click.command("create-account")
@click.argument("address")
@click.argument("name")
@click.option("--agency", "code", required=True, help="The code of the agency they will work for.")
@click.option("--role", required=True, help="A role from the country pack, such as administrator.")
@click.option(
    "--as", "email", metavar="ADDRESS", help="The email address of the administrator you are acting for."
)
@in_sentences
def command(address: str, name: str, code: str, role: str, email: str | None) -> None:
    """Invite somebody to work for an agency.

    ADDRESS is their email address. Prints a link that works once, within 24 hours, so that they can choose their
    password. Give it to them in a way that you trust. If their role sees cases, they have to wait after accepting
    until a second person has confirmed them. As long as there is no administrator, you do not need --as. After
    that, use --as to name one.

    \b
    opennrm create-account first@example.org "First Administrator" --agency COORD --role administrator
    """
    start_django("opennrm_operator")
    from django.conf import settings
    from django.urls import reverse
    from django.utils import timezone

    from opennrm.agencies import invitations
    from opennrm.agencies.access import manageable_agencies
    from opennrm.foundation.access import fetch
    from opennrm.foundation.refusals import NotThere, Refusal

    try:
        with acting_as(email) as actor:
            agency = fetch(manageable_agencies(actor), code=code)
            invited = invitations.invite(
                email=address, name=name, agency_id=agency.pk, role=role, by=actor, at=timezone.now()
            )
    except NotThere as unknown:
        raise click.ClickException(
            f"You do not look after an agency with the code {code}. Check --agency."
        ) from unknown
    except Refusal as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(f"{settings.ADDRESS}{reverse('invitation-accept', args=[invited.token])}")
