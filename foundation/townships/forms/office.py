"""The forms of the three administrators."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from foundation.townships import selectors
from foundation.townships.models import Division, User
from foundation.townships.states import ADMINISTRATORS, Level, Role
from foundation.web.inputs import day_field
from foundation.web.tokens import OnceForm

#: Roles by who gives them, as a list to choose from is read.
_GROUPS = (
    (_("乡镇"), [role for role in Role if role in set(selectors.roles_at(Level.TOWNSHIP))]),
    (_("村"), list(selectors.roles_at(Level.VILLAGE))),
    (_("县"), [role for role in selectors.roles_at(Level.COUNTY) if role not in ADMINISTRATORS]),
    (_("三员"), sorted(ADMINISTRATORS, key=list(Role).index)),
)


class DivisionField(forms.ModelChoiceField):
    """A county, one of its units, a village: with the unit before the village's name."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.parent.name} {obj.name}" if obj.level == Level.VILLAGE and obj.parent else str(obj.name)


class GrantForm(OnceForm):
    """A role in a division, from a day to a day."""

    role = forms.ChoiceField(
        label=_("角色"),
        choices=[("", "---------")]
        + [(str(group), [(role.value, role.label) for role in roles]) for group, roles in _GROUPS],
        help_text=_("角色决定能做什么。三员彼此分设，不兼任业务角色。"),
    )
    division = DivisionField(
        label=_("范围"),
        queryset=None,
        help_text=_("乡镇角色选本乡镇；村级报账员选村；县级角色选全县，或只选负责的乡镇（分片）。"),
    )
    start = day_field(_("生效日期"))
    end = day_field(_("失效日期"), _("最后一天。长期有效的不填。"), required=False)

    def __init__(self, divisions: QuerySet[Division], today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["division"]
        field.queryset = divisions
        self.fields["start"].initial = today


class SearchForm(forms.Form):
    """Find an account or a person by name."""

    q = forms.CharField(label=_("姓名或账号"), max_length=50, required=False)


class NewAccountForm(OnceForm):
    """An account for somebody who is on record."""

    username = forms.CharField(
        label=_("账号"),
        max_length=50,
        validators=[User.username_validator],
        help_text=_("登录用的名称：字母、数字和 . - _ 。开通后不能修改。"),
    )


class NewPersonForm(NewAccountForm):
    """An account for somebody who is not on record yet, for example a delegated accountant."""

    name = forms.CharField(label=_("姓名"), max_length=50)
    division = DivisionField(label=_("所在单位"), queryset=None)

    field_order = ["name", "division", "username"]

    def __init__(self, divisions: QuerySet[Division], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["division"]
        field.queryset = divisions


class ActForm(OnceForm):
    """Nothing to fill in: the page around the button says what is done."""
