from django.db import migrations, models


class Migration(migrations.Migration):
    """Apart from the rows: PostgreSQL makes no index in a transaction in which rows of the table have changed."""

    dependencies = [
        ("reminders", "0003_steps"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="reminder", name="reminders_reminder_due"),
        migrations.AddIndex(
            model_name="reminder",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True), ("sent_at__isnull", True)),
                fields=["tell_on"],
                name="reminders_reminder_tell",
            ),
        ),
        migrations.AddIndex(
            model_name="reminder",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", False)),
                fields=["recipient", "closed_at"],
                name="reminders_reminder_past",
            ),
        ),
    ]
