"""Where the bytes of a template of the office are."""

from pathlib import Path

from django.core.files.storage import default_storage

from foundation.documents.models import PaperTemplate
from foundation.jobs.registry import JobProblem


def source_of(template: PaperTemplate) -> bytes:
    """The bytes of a template. Raises `JobProblem` when its file is gone."""
    try:
        return Path(default_storage.path(template.path)).read_bytes()
    except FileNotFoundError as error:
        raise JobProblem(
            f"公文模板的文件 {template.path} 不在存储目录中。请系统管理员从备份恢复文件目录，或者停用这个模板。"
        ) from error
