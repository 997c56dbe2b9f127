from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "foundation.documents"
    label = "documents"
    verbose_name = _("公文")

    def ready(self) -> None:
        from foundation import refs
        from foundation.documents.desk import PRESENTER
        from foundation.documents.states import RENDER
        from foundation.jobs import registry
        from foundation.ledger import triggers

        triggers.declare(*triggers.append_only("documents.Paper"))
        registry.register(RENDER, "foundation.documents.tasks.render", "生成公文 PDF")
        refs.register("documents.paper", PRESENTER)
