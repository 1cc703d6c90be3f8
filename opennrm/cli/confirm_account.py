"""The command `opennrm confirm-account`."""

import click

from .setup import acting_as, in_sentences, start_django


@click.command("confirm-account")
@click.argument("address")
@click.option("--agency", "code", required=True, help="The code of the agency they work for.")
@click.option(
    "--as", "email", metavar="ADDRESS", help="The email address of the second person you are acting for."
)
@in_sentences
def command(address: str, code: str, email: str | None) -> None:
    """Confirm, as the second person, that somebody has their role.

    A role that sees cases gives no access until a second person has confirmed it. This cannot be the person who
    gave the role. Supervisors and administrators usually do this on their pages. You need this command at the
    beginning, to confirm a second administrator, so that there are two people who can confirm others.

    Without --as you act as the person at the server. You can then confirm roles that an administrator gave. For
    roles that were given on the server, use --as, unless nobody else can confirm them.

    \b
    opennrm confirm-account second@example.org --agency COORD
    """
    start_django("opennrm_operator")
    from django.utils import timezone

    from opennrm.agencies import confirmations
    from opennrm.agencies.models import Membership
    from opennrm.foundation.access import fetch
    from opennrm.foundation.refusals import NotThere, Refusal

    try:
        with acting_as(email, beside_administrators=True) as actor:
            found = Membership.objects.current().filter(account__email=address.lower(), agency__code=code)
            confirm = confirmations.confirm if email else confirmations.confirm_at_server
            membership = confirm(fetch(found).pk, by=actor, at=timezone.now())
    except NotThere as unknown:
        raise click.ClickException(
            f"Nobody with the address {address} is waiting for your confirmation at {code}. "
            "Check the address and --agency."
        ) from unknown
    except Refusal as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(f"{membership.account.name} is confirmed.")
