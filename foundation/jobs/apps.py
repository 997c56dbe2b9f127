from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "foundation.jobs"
    label = "jobs"
    verbose_name = _("后台任务")

    def ready(self) -> None:
        # Its system check must be known before the first start, whoever registers a kind.
        from foundation.jobs import registry, signs  # noqa: F401

        signs.declare()
