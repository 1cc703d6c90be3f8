from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0004_membership_keeps_recordings'),
    ]

    operations = [
        migrations.AddField(
            model_name='membership',
            name='investigates',
            field=models.BooleanField(default=False),
        ),
    ]
