"""The Celery app: a worker runs tasks, its beat starts the sweeps of `CELERY_BEAT_SCHEDULE`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("sunlit")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
