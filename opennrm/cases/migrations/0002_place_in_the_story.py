from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="timelineentry",
            name="place",
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
