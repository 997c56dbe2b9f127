from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


def set_up(apps: Any, _schema_editor: Any) -> None:
    """Since when there are beats: until the first ones are due, nothing is late."""
    apps.get_model("jobs", "Beat").objects.create(name="set_up", at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0002_progress"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Beat",
            fields=[
                (
                    "name",
                    models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="事项"),
                ),
                ("at", models.DateTimeField(verbose_name="最近一次")),
                ("trouble", models.CharField(blank=True, max_length=500, verbose_name="没有做成的")),
            ],
            options={"verbose_name": "运行记录", "verbose_name_plural": "运行记录", "default_permissions": ()},
        ),
        migrations.AddField(
            model_name="job",
            name="started_by",
            field=models.ForeignKey(
                blank=True,
                help_text="程序自己登记的留空。",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="由谁引起",
            ),
        ),
        migrations.RunPython(set_up, migrations.RunPython.noop),
    ]
