from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0005_case_from_list'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='participation',
            name='part_known',
        ),
        migrations.AlterField(
            model_name='participation',
            name='part',
            field=models.TextField(choices=[('lead', 'Lead agency'), ('asked', 'Asked to help'), ('serving', 'Helping the child'), ('deciding', 'Asked for a decision'), ('receiving', 'Asked to take over the case'), ('former_lead', 'Led the case before'), ('invited', 'Asked to take part'), ('taking_part', 'Takes part'), ('linked', 'Has the same child'), ('keeping', 'Keeps a recording')]),
        ),
        migrations.AddConstraint(
            model_name='participation',
            constraint=models.CheckConstraint(condition=models.Q(('part__in', ['lead', 'asked', 'serving', 'deciding', 'receiving', 'former_lead', 'invited', 'taking_part', 'linked', 'keeping'])), name='part_known'),
        ),
    ]
