from celery import shared_task
from django.utils import timezone

from foundation.files import services


@shared_task
def forget_staged() -> int:
    """Every night: files whose form never came are forgotten."""
    return services.forget_staged(now=timezone.now())
