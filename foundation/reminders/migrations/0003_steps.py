import datetime

from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import TruncDate

#: What the only step of a rule was called → its first step now. Whoever was told then is not told of it again.
STEPS = {"answer": "ahead", "overdue": "day"}


def tell_as_before(apps, schema_editor):
    """Told on its day, or since it was told: the next sweep counts the days of the steps."""
    reminders = apps.get_model("reminders", "Reminder").objects
    reminders.update(tell_on=F("due"))
    reminders.filter(sent_at__date__lt=F("due")).update(tell_on=TruncDate("sent_at"))
    for old, new in STEPS.items():
        reminders.filter(step=old).update(step=new)


class Migration(migrations.Migration):
    dependencies = [
        ("reminders", "0002_scope_digits"),
    ]

    operations = [
        migrations.CreateModel(
            name="Lease",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="事项")),
                ("holder", models.CharField(max_length=64, verbose_name="持有者")),
                ("until", models.DateTimeField(verbose_name="有效至")),
            ],
            options={"verbose_name": "占用", "verbose_name_plural": "占用", "default_permissions": ()},
        ),
        migrations.AddField(
            model_name="reminder",
            name="tell_on",
            field=models.DateField(default=datetime.date(2000, 1, 1), verbose_name="提醒日"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="reminder",
            name="upward",
            field=models.BooleanField(default=False, verbose_name="逐级报告"),
        ),
        migrations.AddField(
            model_name="reminder",
            name="provisional",
            field=models.BooleanField(default=False, verbose_name="到期日暂定"),
        ),
        migrations.AddField(
            model_name="reminder",
            name="confidential",
            field=models.BooleanField(default=False, verbose_name="对外不显示内容"),
        ),
        migrations.AddField(
            model_name="reminder",
            name="sequence",
            field=models.PositiveIntegerField(default=0, verbose_name="第几次变动"),
        ),
        migrations.RunPython(tell_as_before, migrations.RunPython.noop, elidable=True),
    ]
