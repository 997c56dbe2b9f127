"""The tags of the components, ready in every template without `load`. `web:components` shows them all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from django import forms, template
from django.db.models import Model
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from foundation.refs import Ref
from foundation.web.components import Action, Event, Link, Pill, Progress, Row, Table, Task

register = template.Library()

CHINESE_UNITS = ((Decimal(10**8), "亿元"), (Decimal(10**4), "万元"))
ENGLISH_UNITS = ((Decimal(10**9), "billion yuan"), (Decimal(10**6), "million yuan"))
MINUS = "\N{MINUS SIGN}"
TONES = ("neutral", "blue", "green", "amber", "red", "orange", "yellow")
NOTICES = ("info", "success", "warning", "error")
GRADES = ("A", "B", "C")


# Dates and money ---------------------------------------------------------------------------------


@register.filter
def day(value: date | None) -> str:
    """2026年11月21日；under English 21 November 2026."""
    if not value:
        return ""
    return format_date(_local(value), "j F Y" if _english() else "Y年n月j日")


@register.filter
def moment(value: datetime | None) -> str:
    """2026年11月21日 15:30, by the county's clock."""
    if not value:
        return ""
    return format_date(_local(value), "j F Y, H:i" if _english() else "Y年n月j日 H:i")


@register.simple_tag
def when(value: date | None) -> str:
    """A date or an instant as a `time` element."""
    if not value:
        return ""
    text = moment(value) if isinstance(value, datetime) else day(value)
    return format_html('<time datetime="{}">{}</time>', _local(value).isoformat(), text)


@register.filter
def yuan(amount: Decimal | int | None) -> str:
    """¥1,234,567.00; a minus sign stands before the currency."""
    if amount is None or amount == "":
        return ""
    amount = Decimal(amount)
    return f"{MINUS if amount < 0 else ''}¥{abs(amount):,.2f}"


@register.filter
def wan(amount: Decimal | int | None) -> str:
    """The same sum in 万元 or 亿元（English: million, billion）, to be read at a glance; empty for a small one."""
    if amount is None or amount == "":
        return ""
    amount = Decimal(amount)
    for unit, word in ENGLISH_UNITS if _english() else CHINESE_UNITS:
        if abs(amount) >= unit:
            rounded = (amount / unit).quantize(Decimal("0.01"))
            text = f"{rounded:,f}".rstrip("0").rstrip(".").replace("-", MINUS) + f" {word}"
            return text if rounded * unit == amount else _("约 %(amount)s") % {"amount": text}
    return ""


@register.simple_tag
def money(amount: Decimal | int | None) -> str:
    """The exact sum, and beside a big one what it is in 万元."""
    hint = wan(amount)
    exact = format_html('<span class="number">{}</span>', yuan(amount))
    return format_html('{} <span class="money-hint">{}</span>', exact, hint) if hint else exact


# Small parts -------------------------------------------------------------------------------------


@register.simple_tag
def pill(status: Pill | str, tone: str = "neutral") -> str:
    """A status: `{% pill item.pill %}` or `{% pill _("已公开") "green" %}`."""
    text, tone = (status.text, status.tone) if isinstance(status, Pill) else (status, tone)
    if not text:
        return ""
    return format_html('<span class="pill pill-{}">{}</span>', _one_of(tone, TONES), text)


@register.simple_tag
def risk(grade: str) -> str:
    """The grade of a risk point, in colour, letter and word."""
    word = _("%(grade)s 级风险") % {"grade": _one_of(grade, GRADES)}
    return format_html('<span class="risk risk-{}"><b aria-hidden="true">{}</b>{}</span>', grade.lower(), grade, word)


@register.simple_tag
def show(value: Any) -> str:
    """Any value of a summary list or table: pill, link, date, sum, list; a dash where there is nothing."""
    if value is None or value == "" or value == []:
        return format_html('<span aria-hidden="true">—</span><span class="unseen">{}</span>', _("无"))
    if isinstance(value, Pill):
        return pill(value)
    if isinstance(value, Link):
        return (
            format_html('<a href="{}">{}</a>', value.url, value.label) if value.url else format_html("{}", value.label)
        )
    if isinstance(value, date):
        return when(value)
    if isinstance(value, Progress):
        return _bar(value)
    if isinstance(value, Decimal):
        return format_html('<span class="number">{}</span>', yuan(value))
    if isinstance(value, list | tuple):
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((show(one),) for one in value)))
    return format_html("{}", value)


def _bar(value: Progress) -> str:
    """A small bar for a table; what it shows stands beside it."""
    if not value.total:
        return format_html('<progress aria-label="{}"></progress>', value.label)
    bar = '<progress max="{}" value="{}" aria-label="{}"></progress> {}%'
    return format_html(bar, value.total, value.done, value.label, 100 * value.done // value.total)


@register.filter
def ending(name: str) -> str:
    """What kind of file a name promises, in a few letters: `PDF`."""
    return PurePosixPath(name).suffix[1:].upper()


@register.simple_tag(takes_context=True)
def here(context: template.Context, *view_names: str) -> str:
    """`aria-current` for the link to the page that is being shown."""
    match = getattr(context.get("request"), "resolver_match", None)
    return SafeString(' aria-current="page"') if match and match.view_name in view_names else ""


@register.inclusion_tag("_components/notice.html")
def notice(text: str, tone: str = "info", word: str = "") -> dict[str, Any]:
    """A banner of one sentence. The word before it says what the colour says."""
    words = {"info": _("提示"), "success": _("完成"), "warning": _("注意"), "error": _("有误")}
    tone = "info" if tone == "debug" else _one_of(tone, NOTICES)
    return {"text": text, "tone": tone, "word": word or words[tone]}


@register.inclusion_tag("_components/progress.html")
def progress(progress: Progress) -> dict[str, Any]:
    """A bar for work that takes a while; the words beside it say what it shows."""
    return {"progress": progress}


@register.inclusion_tag("_components/nothing.html")
def nothing(text: str) -> dict[str, Any]:
    """One honest sentence where a list has nothing."""
    return {"text": text}


@register.filter
def may(user: Any, capability: str) -> bool:
    """Whether somebody holds a capability anywhere: decides which doors the menu names, never what may be done."""
    return bool(user and user.is_authenticated and user.may(capability))


@register.inclusion_tag("_components/why.html")
def why(thing: Model) -> dict[str, Any]:
    """At the foot of a page: the way to the answer why one sees this thing."""
    return {"ref": str(Ref.of(thing))}


# Moving about ------------------------------------------------------------------------------------


@register.inclusion_tag("_components/breadcrumbs.html")
def breadcrumbs(crumbs: Iterable[Link | Sequence[str] | Mapping[str, str]]) -> dict[str, Any]:
    """The way here, without the page itself: links, or pairs of label and address."""
    return {"crumbs": [_link(crumb) for crumb in crumbs]}


@register.inclusion_tag("_components/tabs.html")
def tabs(links: Iterable[Link], current: str, label: str = "") -> dict[str, Any]:
    """Links side by side, one of them (by its address) this page."""
    return {"links": links, "current": current, "label": label}


@register.inclusion_tag("_components/pager.html")
def pager(previous: str = "", next: str = "") -> dict[str, Any]:  # noqa: A002 - the words of the template
    """Newer and older, without counting: the addresses, or nothing at an end."""
    return {"previous": previous, "next": next}


# Acts --------------------------------------------------------------------------------------------


@register.inclusion_tag("_components/action.html", takes_context=True)
def action(context: template.Context, action: Action) -> dict[str, Any]:
    """One button; closed with its reason beside it when it is not allowed."""
    return {"action": action, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("_components/actions.html", takes_context=True)
def actions(context: template.Context, actions: Iterable[Action]) -> dict[str, Any]:
    """The buttons of a thing, side by side."""
    return {"actions": actions, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("_components/form.html", takes_context=True)
def form(
    context: template.Context,
    form: forms.BaseForm,
    submit: str,
    token: str = "",
    action: str = "",
    cancel: str = "",
    next: str = "",  # noqa: A002 - the name of the field
) -> dict[str, Any]:
    """A whole form with its one button. The error summary stands at the top of the page (`base.html`)."""
    return {
        "form": form,
        "submit": submit,
        "token": token,
        "action": action,
        "cancel": cancel,
        "next": next,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("_components/error_summary.html")
def error_summary(form: forms.BaseForm, *, focus: bool = True) -> dict[str, Any]:
    """All that is wrong with a form; each sentence names its field once and leads to it."""
    found: list[dict[str, Any]] = []
    for name, errors in form.errors.items():
        field = form[name] if name in form.fields else None
        # What a rule says begins with the thing already; what a field says does not.
        found += [
            {
                "error": error,
                "label": "" if field is None or str(error).startswith(f"{field.label}：") else field.label,
                "target": field and anchor(field),
            }
            for error in errors
        ]
    return {"errors": found, "focus": focus}


@register.filter
def anchor(field: forms.BoundField) -> str:
    """The id that a link to this field goes to: for a group of choices its first one."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.inclusion_tag("_components/check_answers.html", takes_context=True)
def check_answers(
    context: template.Context,
    rows: Iterable[Row],
    submit: str,
    binding: str,
    token: str = "",
    cancel: str = "",
    form: forms.BaseForm | None = None,
) -> dict[str, Any]:
    """The last look before a binding act: every answer, what the act does, one button.

    With a `form` its answers come along unseen, and a second button leads back to change them:
    the view reads which one it was from `step` (`confirm` or `change`).
    """
    return {
        "rows": rows,
        "submit": submit,
        "binding": binding,
        "token": token,
        "cancel": cancel,
        "form": form,
        "csrf_token": context.get("csrf_token"),
    }


# Lists -------------------------------------------------------------------------------------------


@register.inclusion_tag("_components/summary.html")
def summary(rows: Iterable[Row]) -> dict[str, Any]:
    """Question and answer, line by line."""
    return {"rows": rows}


@register.inclusion_tag("_components/table.html")
def table(table: Table) -> dict[str, Any]:
    """A table; below 720 px each row is a card."""
    return {"table": table, "rows": list(table)}


@register.inclusion_tag("_components/tasks.html")
def tasks(tasks: Iterable[Task]) -> dict[str, Any]:
    """The steps of a piece of work and how far each is."""
    return {"tasks": tasks}


@register.inclusion_tag("_components/timeline.html")
def timeline(events: Iterable[Event]) -> dict[str, Any]:
    """What has happened, what is happening, what comes."""
    return {"events": events}


@register.inclusion_tag("_components/seats.html")
def seats(people: Iterable[Any]) -> dict[str, Any]:
    """Officials, one line each: anything with name, post, acting, vacant, portfolio, phone (as far as it has them)."""
    return {"people": people}


# -------------------------------------------------------------------------------------------------


def _english() -> bool:
    return get_language() == "en"


def _local(value: date) -> date:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def _one_of(value: str, allowed: Sequence[str]) -> str:
    """A misspelt word in a template stops the page in a test instead of losing its colour in silence."""
    if value not in allowed:
        raise template.TemplateSyntaxError(f"{value!r} is none of {', '.join(allowed)}")
    return value


def _link(crumb: Link | Sequence[str] | Mapping[str, str]) -> Link:
    if isinstance(crumb, Link):
        return crumb
    if isinstance(crumb, Mapping):
        return Link(crumb["label"], crumb.get("url", ""))
    return Link(*crumb)
