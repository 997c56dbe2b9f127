"""What a directory must be, and what may be done with it. Each rule reads and returns its objection, or nothing."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from foundation.townships.states import BodyKind
from foundation.violations import Basis, RuleViolation
from powers.models import Directory, DirectoryEntry
from powers.states import DIRECTORY_MOVES, REVIEWS, THRESHOLDS, Category, DirectoryState

#: P11. Nobody has compared the county's own rule yet.
DIRECTORY = Basis("集体决策事项目录")

#: Personnel is decided by the party committee (D15), not by a joint meeting.
FOR_PERSONNEL = frozenset({BodyKind.PARTY_COMMITTEE, BodyKind.VILLAGE_BRANCH})
#: Signs that make no difference between two names.
_SIGNS = re.compile(r"[\s、，。；：·（）()《》“”的和及等]+")


def is_draft(directory: Directory) -> RuleViolation | None:
    """What was adopted stands as it was adopted."""
    if directory.is_draft:
        return None
    return RuleViolation(
        "powers.adopted",
        _("目录：%(directory)s%(state)s，事项不能再改。请另行起草新的一版。")
        % {"directory": directory, "state": directory.get_state_display()},
        DIRECTORY,
    )


def no_draft_yet(draft: Directory | None) -> RuleViolation | None:
    if draft is None:
        return None
    return RuleViolation("powers.draft_exists", _("目录：%s正在起草。请在这一版上继续修改。") % draft, DIRECTORY)


def model_is_there(model: Directory | None) -> RuleViolation | None:
    """A township makes its own directory from the county's model."""
    if model is not None:
        return None
    return RuleViolation(
        "powers.no_model", _("目录：县里还没有施行的目录范本。请联系县委办、县政府办先登记。"), DIRECTORY
    )


def move_allowed(directory: Directory, wanted: DirectoryState) -> RuleViolation | None:
    now = DirectoryState(directory.state)
    if (now, wanted) in DIRECTORY_MOVES:
        return None
    return RuleViolation(
        "powers.move",
        _("目录：%(now)s，不能办理“%(wanted)s”。请按起草、通过、报备的顺序办理。")
        % {"now": now.label, "wanted": wanted.label},
        DIRECTORY,
    )


def starts_later(directory: Directory, earlier: Directory | None, start: date, today: date) -> RuleViolation | None:
    """What was decided under an earlier version keeps it: the next one begins later, and never backwards."""
    if start >= today and (earlier is None or earlier.start is None or start > earlier.start):
        return None
    return RuleViolation(
        "powers.start",
        _("施行日期：%s 不能早于今天，也不能早于或者等于上一版的施行日期。请填写以后的日期。") % start,
        DIRECTORY,
        field="start",
    )


def is_said(text: str, name: str, field: str) -> RuleViolation | None:
    if text.strip():
        return None
    return RuleViolation("powers.not_said", _("%s：没有填写。请写明后再提交。") % name, DIRECTORY, field=field)


# One entry ---------------------------------------------------------------------------------------


def bodies_are_given(entry: DirectoryEntry) -> RuleViolation | None:
    """One body at least, each once, in their order."""
    known = [each for each in entry.bodies if each in BodyKind.values]
    if known and known == entry.bodies and len(set(known)) == len(known):
        return None
    return RuleViolation(
        "powers.bodies",
        _("依次决定的组织：没有选择，或者同一组织选择了两次。请按先后各选一次。"),
        DIRECTORY,
        field="body_1",
    )


def personnel_body(entry: DirectoryEntry) -> RuleViolation | None:
    """D15: whoever else is asked, personnel is decided by the party committee."""
    if entry.category != Category.PERSONNEL or set(entry.bodies) <= {each.value for each in FOR_PERSONNEL}:
        return None
    return RuleViolation(
        "powers.personnel_body",
        _("依次决定的组织：人事事项只能由党委会（村级由党组织）决定。请只选党委会。"),
        DIRECTORY,
        field="body_1",
    )


def threshold_is_known(entry: DirectoryEntry) -> RuleViolation | None:
    """Where a sum divides, somebody must deal with what stays below it; without a sum nobody does."""
    if (entry.threshold in THRESHOLDS) if entry.light_body else not entry.threshold:
        return None
    return RuleViolation(
        "powers.threshold",
        _("金额起点：起点和未达到起点时的组织要么都选，要么都不选。请补选或者清空。"),
        DIRECTORY,
        field="threshold",
    )


def reviews_are_known(entry: DirectoryEntry) -> RuleViolation | None:
    if set(entry.reviews) <= {each.value for each in REVIEWS}:
        return None
    return RuleViolation(
        "powers.reviews", _("会前程序：有不认识的程序。请从列出的程序中选择。"), DIRECTORY, field="reviews"
    )


def same_name(name: str) -> str:
    """What two names have in common when only signs and particles differ."""
    return _SIGNS.sub("", name)


def name_is_new(entry: DirectoryEntry, others: Iterable[DirectoryEntry]) -> RuleViolation | None:
    """Two entries that claim the same matter leave open which of them holds."""
    twin = next((each for each in others if same_name(each.name) == same_name(entry.name)), None)
    if twin is None:
        return None
    return RuleViolation(
        "powers.same_matter",
        _("事项名称：与第 %(position)d 项“%(name)s”是同一件事，两项要求会互相冲突。请合并为一项，或者写清区别。")
        % {"position": twin.position, "name": twin.name},
        DIRECTORY,
        field="name",
    )


def may_be_dropped(entry: DirectoryEntry, county_codes: frozenset[str]) -> RuleViolation | None:
    """A township adds to the county's entries and never takes one away."""
    if entry.code not in county_codes:
        return None
    return RuleViolation(
        "powers.county_entry",
        _("事项：“%s”是县里统一规定的事项，本单位不能删去。如确需调整，请报县委办、县政府办修改范本。") % entry.name,
        DIRECTORY,
    )


# A version as a whole ----------------------------------------------------------------------------


def gaps(entries: Sequence[DirectoryEntry], model: Sequence[DirectoryEntry]) -> list[str]:
    """What of the county's model a township's directory lacks, or asks less for; empty when it is as strict."""
    own = {each.code: each for each in entries}
    found = []
    for wanted in model:
        entry = own.get(wanted.code)
        if entry is None:
            found.append(_("缺少县定事项“%s”") % wanted.name)
        else:
            found += [f"“{entry.name}”{what}" for what in _laxer(entry, wanted)]
    return found


def _laxer(entry: DirectoryEntry, wanted: DirectoryEntry) -> list[str]:
    """In which respects an entry asks for less than the county's."""
    found = []
    if not _runs_through(entry.bodies, wanted.bodies):
        found.append(_("决定的组织少于县定，或者先后不同"))
    missing = [each for each in wanted.asked if each not in entry.asked]
    if missing:
        found.append(_("缺少会前程序：%s") % "、".join(str(each.label) for each in missing))
    if entry.category != wanted.category:
        found.append(_("所属类别与县定不同"))
    found += _laxer_sum(entry, wanted)
    for name, words in (
        ("secret_vote", _("没有要求无记名投票")),
        ("debate", _("没有要求会上辩论")),
        ("publication", _("没有要求公开")),
    ):
        if getattr(wanted, name) and not getattr(entry, name):
            found.append(words)
    return found


def _laxer_sum(entry: DirectoryEntry, wanted: DirectoryEntry) -> list[str]:
    """A threshold where the county has none, another one, or 超过 in place of 以上. The sums have their own floors."""
    if entry.threshold and entry.threshold != wanted.threshold:
        return [_("设了县里没有的金额起点")]
    if entry.threshold and (entry.boundary, wanted.boundary) == ("over", "at_least"):
        return [_("起点本身没有列入（县定含本数）")]
    return []


def _runs_through(bodies: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether the wanted bodies all come, in their order; others may come between."""
    rest = iter(bodies)
    return all(each in rest for each in wanted)


def overlaps(entries: Sequence[DirectoryEntry]) -> list[str]:
    """Pairs of entries that claim the same matter, in words."""
    seen: dict[str, DirectoryEntry] = {}
    found = []
    for entry in entries:
        twin = seen.setdefault(same_name(entry.name), entry)
        if twin is not entry:
            found.append(_("“%(one)s”与“%(other)s”是同一件事") % {"one": twin.name, "other": entry.name})
    return found


def is_whole(problems: Sequence[str]) -> RuleViolation | None:
    """A directory is adopted when it lacks nothing that the county asks for and contradicts itself nowhere."""
    if not problems:
        return None
    return RuleViolation(
        "powers.not_whole",
        _("目录：%s。请补齐或者改正后再通过。") % "；".join(problems),
        DIRECTORY,
    )
