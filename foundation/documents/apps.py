from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "foundation.documents"
    label = "documents"
    verbose_name = _("公文")

    def ready(self) -> None:
        from foundation import files, refs
        from foundation.documents import checks, guards, house_rules, kinds, signs  # noqa: F401 - checks register
        from foundation.documents.desk import ATTACHMENT, PRESENTER
        from foundation.documents.states import ACTS, PREVIEW, RENDER
        from foundation.jobs import registry
        from foundation.ledger import coverage, labels, triggers

        files.keeps("documents.PaperFile")
        files.keeps("documents.Attachment")
        guards.declare()
        house_rules.declare_rules()
        kinds.declare()
        signs.declare()
        triggers.declare(*triggers.append_only("documents.Paper"))
        coverage.free("documents.Series", "a counter; the papers carry the numbers, and a constraint keeps them apart")
        registry.register(RENDER, "foundation.documents.tasks.render", "生成公文 PDF")
        registry.register(PREVIEW, "foundation.documents.tasks.preview", "生成附件缩略图")
        labels.declare("documents", ACTS)
        refs.register("documents.paper", PRESENTER)
        refs.register("documents.attachment", ATTACHMENT)
