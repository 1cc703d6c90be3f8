import opennrm.foundation.sealing
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='person',
            name='guardian',
            field=opennrm.foundation.sealing.SealedField(null=True),
        ),
        migrations.AddField(
            model_name='person',
            name='school',
            field=opennrm.foundation.sealing.SealedField(null=True),
        ),
        # Those who are there have the search tokens of the first version; `opennrm migrate` adds the others.
        migrations.AddField(
            model_name='person',
            name='tokens_as_of',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AlterField(
            model_name='person',
            name='tokens_as_of',
            field=models.PositiveSmallIntegerField(default=2),
        ),
    ]
