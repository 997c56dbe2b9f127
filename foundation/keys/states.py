"""The closed lists of this room."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Purpose(StrEnum):
    """What a key is for. No key serves two purposes."""

    FIELD = "field"
    MAC = "mac"
    INDEX = "index"
    SIGN = "sign"


class Audience(TextChoices):
    """Who learns that somebody has read an encrypted value."""

    NOBODY = "nobody", _("只供系统使用，不向任何人显示")
    INSPECTOR = "inspector", _("查看记录由监督人员查阅")
    PERSON = "person", _("查看记录由监督人员和本人查阅")


class Mask(TextChoices):
    """How much of a value is shown without a reason."""

    HIDDEN = "hidden", _("全部隐去")
    MOBILE = "mobile", _("手机号码")
    ID_NUMBER = "id_number", _("身份证号码")
    ACCOUNT = "account", _("银行账号")
    NAME = "name", _("姓名")
    EMAIL = "email", _("邮箱")


#: What the ledger, which lies above this room, calls its acts → what people call them.
ACTS = {
    "keys.value.reveal": _("查看加密内容"),
    "keys.field.rotate": _("更换加密密钥"),
    "keys.index.rotate": _("更换索引密钥"),
    "keys.key.retire": _("停用旧密钥"),
    "keys.sign.rotate": _("更换签名密钥"),
}
FACTS = {
    "key": _("现用密钥"),
    "keys": _("停用的密钥"),
    "public": _("签名公钥"),
    "values": _("处理的项数"),
    "bad": _("未能处理的项数"),
}
