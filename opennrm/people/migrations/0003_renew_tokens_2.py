from django.db import migrations

from opennrm.people.renewal import renew_all


class Migration(migrations.Migration):
    """Children recorded before are found in the ways of version 2 of the search tokens too.

    In batches of their own: stopped in between, it goes on where it was, and until it is done nothing is served.
    """

    atomic = False
    dependencies = [("people", "0002_token_version"), ("cases", "0001_initial"), ("audit", "0001_initial")]

    operations = [migrations.RunPython(renew_all, migrations.RunPython.noop)]
