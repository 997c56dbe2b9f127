"""Every named rule of the house, as the rooms have declared them, and how a breach is written out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from foundation import house_rules
from foundation.house_rules import Rule, Shape
from foundation.refs import Ref
from foundation.rulebook.defaults import DEFAULTS
from foundation.townships.models import Division
from foundation.violations import Basis
from foundation.web.templatetags.sunlit import day


@dataclass(frozen=True)
class Found:
    """What a machine has found: `about` which thing of which division, and the rows that prove it.

    `parameters` fill the sentence of the rule. `key` tells several of one rule about one thing apart.
    """

    about: Ref
    division: Division
    parameters: Mapping[str, Any]
    evidence: tuple[Ref, ...]
    key: str = ""


@dataclass(frozen=True)
class Room:
    """The rules of one room, under the name that people know it by."""

    label: str
    name: str
    rules: list[Rule] = field(default_factory=list)


def rooms() -> list[Room]:
    """Every room with its rules, in the order in which the apps are installed: what people see first comes first."""
    found = [Room(config.label, str(config.verbose_name)) for config in apps.get_app_configs()]
    by_label = {room.label: room for room in found}
    for rule in house_rules.declared():
        by_label[rule.room].rules.append(rule)
    return [room for room in found if room.rules]


def machine_rules() -> list[Rule]:
    return [rule for rule in house_rules.declared() if rule.machine]


def rules_by_person() -> list[Rule]:
    return [rule for rule in house_rules.declared() if rule.by_person]


def titles_of_rules() -> dict[str, str]:
    """Code → name of every rule: an article of the book can stand behind it."""
    return {rule.code: str(rule.title) for rule in house_rules.declared()}


def title_of_rule(code: str) -> str:
    """What people call a rule; its bare code when this version no longer knows it."""
    rule = house_rules.rule_of(code)
    return str(rule.title) if rule else code


def basis_of(rule: Rule) -> Basis | None:
    """Where a rule comes from: what it says itself, else what the number says that it reads."""
    if rule.basis is None and rule.parameter:
        return DEFAULTS[rule.parameter].basis
    return rule.basis


def basis_in_words(rule: Rule) -> str:
    basis = basis_of(rule)
    return str(basis) if basis else _("系统的办理要求")


def raised_in_words(rule: Rule) -> str:
    """How a breach comes to light: the act is refused, a machine reads rows, a person raises it."""
    if rule.machine:
        return _("机器每夜提出：%s") % rule.rows
    return _("人工提出：监督员写明情况，附有关记录或纸质材料") if rule.by_person else _("办理时当场拒绝")


def stored(rule: Rule, parameters: Mapping[str, Any]) -> dict[str, str]:
    """The parameters as they are kept: days as ISO text. Raises `ValueError` when they are not those of the rule."""
    if parameters.keys() != rule.shapes.keys():
        raise ValueError(f"{rule.code} wants {sorted(rule.shapes)}, not {sorted(parameters)}")
    return {
        name: parameters[name].isoformat() if shape == Shape.DAY else str(parameters[name])
        for name, shape in rule.shapes.items()
    }


def say(code: str, parameters: Mapping[str, str]) -> str:
    """The sentence of a rule with its parameters, in the language of the reader.

    What an older version has stored and this one no longer understands is shown as it stands.
    """
    rule = house_rules.rule_of(code)
    if rule is None or parameters.keys() != rule.shapes.keys():
        return "；".join(f"{name}：{value}" for name, value in parameters.items())
    words = {
        name: day(date.fromisoformat(parameters[name])) if shape == Shape.DAY else parameters[name]
        for name, shape in rule.shapes.items()
    }
    return str(rule.says) % words
