"""Password rules beyond Django's own, and passwords made by the system."""

import secrets
from typing import Any

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class LongEnoughValidator(MinimumLengthValidator):
    """Django's own, with a message of ours: its Chinese catalogue misses that one (5.2)."""

    def get_error_message(self) -> str:
        return _("密码太短，至少须有 %d 个字符。") % self.min_length


class ThreeOfFourClassesValidator:
    """At least three of: small letters, capital letters, digits, other signs (assessors' usual demand)."""

    def validate(self, password: str, user: Any = None) -> None:
        classes = [
            any(char.islower() for char in password),
            any(char.isupper() for char in password),
            any(char.isdigit() for char in password),
            any(not char.isalnum() for char in password),
        ]
        if sum(classes) < 3:
            raise ValidationError(self.get_help_text(), code="password_classes")

    def get_help_text(self) -> str:
        return _("密码须包含小写字母、大写字母、数字、符号四类中的至少三类。")


class NotUsedLatelyValidator:
    """Not the password that the account has now, nor one of the `remembered` before it."""

    def __init__(self, remembered: int = 5) -> None:
        self.remembered = remembered

    def validate(self, password: str, user: Any = None) -> None:
        if user is None or user.pk is None:
            return
        former = user.former_passwords.values_list("password", flat=True)[: self.remembered - 1]
        if any(check_password(password, hashed) for hashed in (user.password, *former)):
            raise ValidationError(
                _("新密码与最近 %d 个密码之一相同，请另设一个。") % self.remembered, code="password_used_lately"
            )

    def get_help_text(self) -> str:
        return _("不能与最近 %d 个密码相同。") % self.remembered


#: Without i, l, o, I, O, 0, 1: somebody reads it from paper and types it.
SMALL, CAPITAL, FIGURES = "abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789"


def temporary_password() -> str:
    """A password such as `Kmfp-7x3q-w9hd`, good for one login: all four classes, no signs that look alike."""

    def group(first: str) -> str:
        return secrets.choice(first) + "".join(secrets.choice(SMALL + FIGURES) for _sign in range(3))

    return "-".join(group(first) for first in (CAPITAL, FIGURES, SMALL))
