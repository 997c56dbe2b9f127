"""Whether the house is well: in JSON for machines, in words for people; and what becomes of one's jobs."""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import refs
from foundation.jobs.models import Job
from foundation.jobs.registry import title_of
from foundation.jobs.selectors import dead_jobs, jobs_of
from foundation.jobs.states import State as JobState
from foundation.refs import Ref
from foundation.reminders import services as reminders
from foundation.reminders.selectors_ways import GivenUp, given_up
from foundation.signs import Light
from foundation.townships.permissions import check_may
from foundation.townships.states import Capability
from foundation.upkeep import selectors, services
from foundation.upkeep.looking import Health, Seen, look_around
from foundation.upkeep.models import Run
from foundation.upkeep.pills import pill_of, pill_of_job, pill_of_run
from foundation.web.acting import Look, act_once, by
from foundation.web.components import Action, Column, Link, Progress, Row, Table
from foundation.web.doors import desk_page
from foundation.web.tokens import OnceForm, new_token

#: More than this on one page helps nobody; the newest come first.
MOST_JOBS, MOST_RUNS = 50, 12


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """For machines, without a login: 503 when nobody should rely on the house. Codes and colours, no words."""
    found = look_around(timezone.now())
    said = {
        "status": str(found.light),
        "reliable": found.reliable,
        "signs": {each.sign.code: str(each.reading.light) for each in found.seen},
    }
    return JsonResponse(said, status=200 if found.reliable else 503)


# For whoever keeps the house ---------------------------------------------------------------------


@require_safe
@desk_page
def health(request: HttpRequest) -> HttpResponse:
    check_may(request.user, Capability.KEEP_HOUSE)
    now = timezone.now()
    found, unsent = look_around(now), given_up(now)
    context = {
        "health": found,
        "told": _summary(found),
        "light": pill_of(found.light),
        "tone": {Light.GREEN: "success", Light.AMBER: "warning", Light.RED: "error"}[found.light],
        "troubles": [(each, pill_of(each.reading.light), _advice(each)) for each in found.troubles],
        "signs": _sign_table(found),
        "sweep": Action(_("现在更新一次提醒"), reverse("upkeep:sweep"), token=new_token()),
        "unsent": _unsent_table(unsent[:MOST_JOBS]),
        "resend": Action(_("全部重新发送"), reverse("upkeep:resend"), token=new_token()) if unsent else None,
        "jobs": _dead_table(dead_jobs()[:MOST_JOBS]),
        "runs": _run_table(selectors.runs()[:MOST_RUNS]),
    }
    return render(request, "upkeep/health.html", context)


def _summary(found: Health) -> str:
    if found.light == Light.GREEN:
        return _("一切正常，不用做什么。")
    count = len(found.troubles)
    if found.reliable:
        return _("有%d项需要处理，办理不受影响。逐项说明如下。") % count
    return _("有%d项需要处理，其中有的已经影响使用，请马上处理。逐项说明如下。") % count


def _advice(each: Seen) -> list[Row]:
    unknown = _("本县负责系统运行维护的人员（在设置 OPERATOR_CONTACT 里写明，这里就会显示）")
    return [
        Row(_("现在的情况"), each.reading.words),
        Row(_("有什么影响"), str(each.sign.meaning)),
        Row(_("怎么办"), str(each.sign.remedy)),
        Row(_("找谁"), settings.OPERATOR_CONTACT or unknown),
    ]


def _sign_table(found: Health) -> Table:
    rows = [[str(each.sign.title), pill_of(each.reading.light), each.reading.words] for each in found.seen]
    return Table(_("各项情况"), [Column(_("项目")), Column(_("状态")), Column(_("情况"))], rows)


def _unsent_table(given_up: Iterable[GivenUp]) -> Table:
    columns = [_("方式"), _("发给"), _("放弃时间"), _("原因")]
    rows = [[each.channel, each.whom, each.at, each.why] for each in given_up]
    title, empty = _("多次没有发出去，已经放弃"), _("都已发出，没有放弃的。")
    return Table(title, [Column(name) for name in columns], rows, empty=empty)


def _dead_table(jobs: Iterable[Job]) -> Table:
    columns = [_("任务"), _("对象"), _("停止时间"), _("原因"), _("办理")]
    rows = [
        [
            title_of(job.kind),
            job.ref,
            job.finished_at,
            next(iter(job.error.splitlines()), ""),
            Link(_("重新开始"), reverse("upkeep:dead_job", args=[job.pk])),
        ]
        for job in jobs
    ]
    return Table(_("多次失败，已停止重试"), [Column(name) for name in columns], rows, empty=_("没有失败的后台任务。"))


def _run_table(runs: Iterable[Run]) -> Table:
    columns = [_("类别"), _("开始时间"), _("结果"), _("备份"), _("经过")]
    rows = [
        [
            run.get_kind_display(),
            run.started_at,
            pill_of_run(run.state),
            run.what,
            Link(_("查看"), reverse("upkeep:run", args=[run.pk])),
        ]
        for run in runs
    ]
    return Table(_("最近几次，新的在前"), [Column(name) for name in columns], rows, empty=_("还没有做过备份。"))


@require_safe
@desk_page
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """One backup or drill, with all it said."""
    check_may(request.user, Capability.KEEP_HOUSE)
    found = get_object_or_404(selectors.runs(), pk=pk)
    rows = [
        Row(_("结果"), pill_of_run(found.state)),
        Row(_("备份"), found.what),
        Row(_("开始时间"), found.started_at),
        Row(_("结束时间"), found.finished_at),
        Row(_("经过"), found.report.splitlines()),
    ]
    return render(request, "upkeep/run.html", {"run": found, "rows": rows, "way": _way()})


@require_POST
@desk_page
def sweep(request: HttpRequest) -> HttpResponse:
    """The work of the clock, by hand: reminders follow the rules, and what is due stands in the inboxes."""
    check_may(request.user, Capability.KEEP_HOUSE)

    def work() -> None:
        report = reminders.sweep(now=timezone.now(), outward=False)
        said = {"added": report.added, "moved": report.moved, "closed": report.closed, "sent": report.sent}
        messages.success(request, _("新增%(added)d条提醒，改期%(moved)d条，了结%(closed)d条，发出%(sent)d条。") % said)
        if report.busy:
            messages.info(request, _("另一个程序正在更新提醒，这一次只发出已经到时间的。"))
        if report.failed:
            messages.error(request, _("有%d项提醒规则没有执行成功，原有提醒保持不变。") % len(report.failed))

    return _by_hand(request, work)


@require_POST
@desk_page
def resend(request: HttpRequest) -> HttpResponse:
    """Mails and messages that were given up begin again; the next sweep sends them."""
    check_may(request.user, Capability.KEEP_HOUSE)

    def work() -> None:
        count = reminders.retry_given_up(now=timezone.now())
        messages.success(request, _("%d件重新等待发送，几分钟以内发出。") % count)

    return _by_hand(request, work)


def _by_hand(request: HttpRequest, work: Callable[[], None]) -> HttpResponse:
    """Not once for each form: twice is the same as once, and a sweep is no single transaction."""
    if OnceForm(request.POST).is_valid():
        work()
    else:
        messages.error(request, _("没有办理：表单不完整。请再点一次。"))
    return redirect("upkeep:health")


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def dead_job(request: HttpRequest, pk: int) -> HttpResponse:
    """A job that was given up: why, and let it begin again."""
    check_may(request.user, Capability.KEEP_HOUSE)
    # Once it has begun, the same form still leads to the same result.
    job = get_object_or_404(Job.objects.all() if request.method == "POST" else dead_jobs(), pk=pk)
    look = Look(
        title=_("重新开始：%s") % title_of(job.kind),
        rows=[
            Row(_("对象"), job.ref),
            Row(_("登记时间"), job.created_at),
            Row(_("停止时间"), job.finished_at),
            Row(_("已试次数"), job.attempts),
            Row(_("原因"), job.error.splitlines()),
        ],
        binding=_("请先排除上面写明的原因。重新开始以后，任务从头做起，再失败的照常重试。记入安全日志。"),
        submit=_("重新开始"),
    )
    return act_once(
        request,
        OnceForm(request.POST or None),
        template="upkeep/dead_job.html",
        context={"look": look, "way": _way(), "back": reverse("upkeep:health")},
        work=lambda: services.begin_again(job=job, **by(request)),
        target=reverse("upkeep:health"),
        done=_("任务已重新开始，几分钟以后可以看到结果。"),
    )


def _way() -> list[Link]:
    return [Link(_("我的工作"), reverse("web:desk")), Link(_("运行状况"), reverse("upkeep:health"))]


# For everybody -----------------------------------------------------------------------------------


@require_safe
@desk_page
def own_jobs(request: HttpRequest) -> HttpResponse:
    """What one's acts have set going, and how far it is. Comes anew by itself while something is open."""
    jobs = list(jobs_of(request.user, timezone.now())[:MOST_JOBS])
    things = refs.shown_to(request.user, [Ref.parse(job.ref) for job in jobs])
    rows = []
    for job in jobs:
        thing = things.get(Ref.parse(job.ref))
        name = Link(thing.title, thing.url) if thing and thing.url else ""
        rows.append([title_of(job.kind), name, pill_of_job(job.state), _standing(job), job.created_at])
    columns = [_("任务"), _("对象"), _("状态"), _("进展"), _("登记时间")]
    table = Table(
        _("近三十天的任务"),
        [Column(label) for label in columns],
        rows,
        empty=_("近三十天没有由您的操作引起的后台任务。"),
    )
    going = any(job.state in (JobState.WAITING, JobState.RUNNING) for job in jobs)
    return render(request, "upkeep/own_jobs.html", {"table": table, "going": going})


def _standing(job: Job) -> object:
    if job.state == JobState.FAILED:
        return _("多次没有做成，系统管理员在“运行状况”里可以看到原因，排除后会重新开始。")
    if job.state == JobState.RUNNING:
        return Progress(title_of(job.kind), job.done_parts, job.all_parts)
    return job.result
