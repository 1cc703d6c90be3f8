import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_tokens_school_guardian'),
    ]

    operations = [
        # Whoever was recorded before counts as changed now, so that they are compared with everybody once.
        migrations.AddField(
            model_name='person',
            name='changed_at',
            field=models.DateTimeField(default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['changed_at'], name='person_by_change'),
        ),
    ]
