from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "foundation.documents"
    label = "documents"
    verbose_name = _("公文")

    def ready(self) -> None:
        from foundation import files, refs
        from foundation.documents import checks, guards, holders, house_rules, kinds, signs  # noqa: F401 - checks register
        from foundation.documents.attaching import HOLDER
        from foundation.documents.desk import ATTACHMENT, DRAFT, PRESENTER
        from foundation.documents.states import ACTS, PACKAGE, PREVIEW, RENDER, SPECIMEN
        from foundation.jobs import registry
        from foundation.ledger import coverage, labels, triggers
        from foundation.rulebook import events as rulebook
        from foundation.townships import events as people
        from foundation.web import events

        files.keeps("documents.PaperFile")
        files.keeps("documents.Attachment")
        files.keeps("documents.ArchivePackage")
        files.keeps("documents.WordFile")
        files.keeps("documents.PaperTemplate")
        guards.declare()
        house_rules.declare_rules()
        kinds.declare()
        signs.declare()
        triggers.declare(*triggers.append_only("documents.Paper"))
        coverage.free("documents.Series", "a counter; the papers carry the numbers, and a constraint keeps them apart")
        registry.register(RENDER, "foundation.documents.tasks.render", "生成公文 PDF")
        triggers.declare(*triggers.append_only("documents.ArchivePackage"))
        registry.register(PACKAGE, "foundation.documents.tasks.package", "生成归档包")
        registry.register(SPECIMEN, "foundation.documents.tasks.specimen", "生成公文模板样张")
        registry.register(PREVIEW, "foundation.documents.tasks.preview", "生成附件缩略图")
        labels.declare("documents", ACTS)
        refs.register("documents.paper", PRESENTER)
        refs.register("documents.attachment", ATTACHMENT)
        refs.register("documents.draft", DRAFT)
        holders.register("documents.paper", HOLDER)
        events.panels.subscribe("foundation.documents.waiting.panels")
        events.links.subscribe("foundation.documents.waiting.links")
        people.open_matters.subscribe("foundation.documents.handovers.open_matters")
        people.still_open.subscribe("foundation.documents.handovers.still_open")
        people.shut_rows.subscribe("foundation.documents.shut.shut_rows")
        events.links.subscribe("foundation.documents.desk.links")
        rulebook.readers.subscribe("foundation.documents.numbers.readers")
