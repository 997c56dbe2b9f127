"""A kind of job for other processes: `celery … --include tests.jobs.working`. Each run leaves a line in a file."""

import os
from datetime import datetime
from pathlib import Path

from foundation.jobs import registry
from foundation.jobs.models import Job

KIND = "test.working"
#: The variable that names the file.
LINES = "SUNLIT_TEST_LINES"


def work(job: Job, now: datetime) -> str:
    with Path(os.environ[LINES]).open("a") as lines:
        lines.write(f"{job.ref}\n")
    return "已办"


registry.register(KIND, "tests.jobs.working.work", "测试任务")
