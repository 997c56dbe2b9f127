"""What a version may have as files. What is in them was looked at when they came (`foundation.files`)."""

from django.utils.translation import gettext as _

from foundation.rulebook.models import RegulationFile, RegulationVersion
from foundation.violations import RuleViolation


def is_new(version: RegulationVersion, digest: str) -> RuleViolation | None:
    if not RegulationFile.objects.filter(version=version, digest=digest).exists():
        return None
    return RuleViolation("rulebook.file_known", _("文件：这个版本已有同样的文件，不必重复上传。"), field="file")
