from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.refs import Ref
from foundation.scope import Scoped, scope_constraints, scope_indexes


class Reading(Scoped):
    """Somebody was shown an encrypted value. Never changed, never deleted (a trigger refuses); no foreign keys.

    `county` and `township` are those of the row that was read, so that whoever inspects it finds its readings.
    """

    at = models.DateTimeField(_("时间"))
    reader = models.CharField(_("查看人"), max_length=200)
    thing = models.CharField(_("记录"), max_length=120)
    field = models.CharField(_("内容"), max_length=60)
    about = models.CharField(_("涉及的人"), max_length=120)
    reason = models.CharField(_("查看理由"), max_length=500)
    told = models.BooleanField(_("本人可见"), help_text=_("本人是否可以看到这一次查看。"))

    class Meta:
        verbose_name = _("查看记录")
        verbose_name_plural = _("查看记录")
        default_permissions = ()
        ordering = ["-at", "-pk"]
        constraints = [
            *scope_constraints(),
            models.CheckConstraint(name="keys_reading_reason", condition=models.Q(reason__length__gte=5)),
        ]
        indexes = [
            *scope_indexes("at"),
            models.Index(fields=["thing"], name="keys_reading_thing"),
            models.Index(fields=["about"], name="keys_reading_about", condition=models.Q(told=True)),
        ]

    def __str__(self) -> str:
        return f"{self.reader} {self.thing} {self.field}"

    @property
    def label(self) -> str:
        """The Chinese name of the field that was read; its bare name when there is no such field any more."""
        try:
            model = apps.get_model(Ref.parse(self.thing).label)
            return str(getattr(model._meta.get_field(self.field), "verbose_name", self.field))
        except (LookupError, FieldDoesNotExist):
            return self.field
