from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.scope import Scoped, scope_constraints, scope_indexes
from foundation.townships.models import Body
from powers.models import DirectoryEntry


class TopicTemplate(Scoped):
    """常办议题: what a body decides again and again. `title` is a pattern: {年}, {月} and {季} are filled in when it is
    used. `entry` is its place in the directory of the day on which it was made; a later directory is asked by the
    entry's code. Ended and replaced by another one, never changed."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="templates", verbose_name=_("提请决定的组织"))
    title = models.CharField(_("议题名称"), max_length=110)
    entry = models.ForeignKey(
        DirectoryEntry, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("目录事项")
    )
    content = models.TextField(_("主要内容提纲"), max_length=5000)
    made_on = models.DateField(_("启用日期"))
    ended_on = models.DateField(_("停用日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("常办议题")
        verbose_name_plural = _("常办议题")
        default_permissions = ()
        ordering = ["body", "pk"]
        constraints = [
            *scope_constraints(),
            models.UniqueConstraint(
                fields=["body", "title"], condition=models.Q(ended_on__isnull=True), name="one_template_of_a_title"
            ),
        ]
        indexes = scope_indexes("made_on")

    def __str__(self) -> str:
        return self.title
