from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_initial")]

    operations = [migrations.AddField("referral", "took_place", models.BooleanField(default=False))]
