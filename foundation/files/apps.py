from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    name = "foundation.files"
    label = "files"
    verbose_name = _("文件")

    def ready(self) -> None:
        from foundation.files import house_rules
        from foundation.ledger import coverage

        house_rules.declare_rules()
        coverage.free("files.StagedFile", "waits for its form; what is kept has a row of its own, which is ruled")
