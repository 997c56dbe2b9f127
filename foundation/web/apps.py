from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "foundation.web"
    label = "web"
    verbose_name = _("页面")

    def ready(self) -> None:
        from foundation.web import house_rules

        house_rules.declare_rules()
