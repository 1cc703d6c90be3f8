from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agencies", "0004_letter")]

    operations = [migrations.AddField("agency", "telephone", models.TextField(blank=True, default=""))]
