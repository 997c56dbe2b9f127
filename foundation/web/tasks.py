from celery import shared_task
from django.utils import timezone

from foundation.web import tokens


@shared_task
def forget_tokens() -> int:
    """Every night: forms that can no longer come back are forgotten."""
    return tokens.forget_tokens(now=timezone.now())
