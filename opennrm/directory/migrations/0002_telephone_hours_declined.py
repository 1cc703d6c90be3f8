from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]

    operations = [
        migrations.AddField("service", "telephone", models.TextField(blank=True, default="")),
        migrations.AddField("service", "hours", models.TextField(blank=True, default="")),
        migrations.AddField("service", "declined_at", models.DateTimeField(null=True)),
    ]
