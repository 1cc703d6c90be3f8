from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0003_membership_books_spaces'),
    ]

    operations = [
        migrations.AddField(
            model_name='membership',
            name='keeps_recordings',
            field=models.BooleanField(default=False),
        ),
    ]
