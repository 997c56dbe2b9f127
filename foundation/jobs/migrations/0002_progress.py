from typing import Any

from django.db import migrations, models


def saw_them_start(apps: Any, _schema_editor: Any) -> None:
    """What is running was last seen when it began."""
    jobs = apps.get_model("jobs", "Job")
    jobs.objects.filter(state="running").update(seen_at=models.F("started_at"))


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_first")]

    operations = [
        migrations.RemoveConstraint(model_name="job", name="jobs_job_started"),
        migrations.RemoveIndex(model_name="job", name="jobs_job_running"),
        migrations.AddField(
            model_name="job",
            name="all_parts",
            field=models.PositiveIntegerField(default=0, help_text="0：尚不知道", verbose_name="总份数"),
        ),
        migrations.AddField(
            model_name="job",
            name="done_parts",
            field=models.PositiveIntegerField(default=0, verbose_name="已完成的份数"),
        ),
        migrations.AddField(
            model_name="job",
            name="result",
            field=models.CharField(blank=True, max_length=200, verbose_name="结果"),
        ),
        migrations.AddField(
            model_name="job",
            name="seen_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="最近一次有动静"),
        ),
        migrations.RunPython(saw_them_start, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(condition=models.Q(("state", "running")), fields=["seen_at"], name="jobs_job_running"),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                condition=models.Q(("state", "done")), fields=["finished_at"], name="jobs_job_finished_at"
            ),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "running"), _negated=True),
                    models.Q(("seen_at__isnull", False), ("started_at__isnull", False)),
                    _connector="OR",
                ),
                name="jobs_job_started",
            ),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=models.Q(("done_parts__lte", models.F("all_parts"))), name="jobs_job_parts"
            ),
        ),
    ]
