"""Official papers of one town at every point of their way, made through the services, with days relative to today."""

from datetime import datetime, timedelta

from demo.story import Scene
from foundation.documents import services
from foundation.documents.models import Draft, Paper
from foundation.townships.models import Division, User
from foundation.townships.states import BodyKind

#: Whose papers they are.
WORD = "jinnan"

IDLE_ASSETS = {
    "addressee": "各村（居）民委员会，镇各办、局、中心",
    "blocks": "为盘活村集体闲置资产，经镇党委会研究，决定开展一次清理。现通知如下：\n"
    "一、清理范围\n"
    "各村闲置校舍、厂房、仓库和机动地，合同到期没有重新发包的一并清理。\n"
    "二、时间安排\n"
    "（一）自查\n"
    "各村在通知印发后十个工作日内完成自查，逐项登记。\n"
    "（二）核查\n"
    "镇三资管理中心逐项核查，结果在村务公开栏公布。",
    "attachments": "闲置资产自查表",
    "copies": "县农业农村局",
    "note": "此件公开发布",
}
CLINIC = {
    "addressee": "县卫生健康委员会",
    "blocks": "我镇东片三个村距镇卫生院较远，群众就医不便。拟利用闲置村部设立便民医疗点一处，"
    "请贵委在人员和设备上给予支持，并派员指导选址。",
}
CANDIDATE = {"blocks": "经资格审查、民主测评，拟确定党政办公室副主任人选一名，现予公示。\n一、公示时间\n五个工作日。"}
SQUARE = {
    "blocks": "镇纪委对文化广场项目进行了监督检查，提出以下意见：\n一、存在的问题\n"
    "隐蔽工程验收没有影像记录。\n二、意见\n补齐影像资料，未补齐前不支付进度款。"
}
DUTY = {
    "addressee": "各村（居）民委员会",
    "blocks": "汛期将至，请各村落实值班制度，每天下午五点前报告圩堤巡查情况，重大险情立即报告。",
}
SPENDING = {
    "columns": "序号 | 项目 | 年初预算 | 本季度支出",
    "rows": "1 | 公务接待 | 20,000.00 | 3,186.50\n2 | 公务用车运行 | 36,000.00 | 8,420.00",
    "unit": "单位：元",
}


def seed_papers(*, now: datetime, units: dict[str, tuple[str, str]]) -> int:
    """Seven papers of a town, each at another point of its way; returns how many there are."""
    code = next(code for code, (word, _sign) in units.items() if word == WORD)
    division = Division.objects.filter(code=code).first()
    if division is None:
        return 0
    clerk = User.objects.get(username=f"clerk.{WORD}")
    scene = Scene(division, clerk, now=now - timedelta(days=9))
    _corrected(scene)
    _replaced(scene)
    scene.now = now - timedelta(days=3)
    scene.submitted(_written(scene, "letter", "关于商请支持设立便民医疗点的函", CLINIC))
    _returned(scene)
    scene.checked(_written(scene, "circular", "关于加强汛期值班的通知", DUTY))
    scene.now = now - timedelta(days=1)
    _written(scene, "table", "第一季度“三公”经费支出情况表", SPENDING)
    return Draft.objects.filter(body__division=division).count()


def _written(scene: Scene, kind: str, title: str, words: dict[str, str]) -> Draft:
    draft = services.begin_draft(kind=kind, body=scene.body, title=title, **scene.by)
    return services.edit_draft(draft=draft, version=draft.version, title=title, words=words, **scene.by)


def _corrected(scene: Scene) -> None:
    """Issued; two days later a signed correction."""
    scene.kind = BodyKind.HEAD_MEETING
    draft = scene.issued(_written(scene, "circular", "关于清理村集体闲置资产的通知", IDLE_ASSETS))
    scene.now += timedelta(days=2)
    paper = Paper.objects.get(draft=draft)
    correction = services.begin_correction(paper=paper, **scene.by)
    words = {"blocks": "“十个工作日内”应为“十五个工作日内”。", "addressee": IDLE_ASSETS["addressee"]}
    correction = services.edit_draft(
        draft=correction, version=correction.version, title=correction.title, words=words, **scene.by
    )
    scene.received(paper)
    scene.issued(correction)
    scene.kind = BodyKind.PARTY_COMMITTEE


def _replaced(scene: Scene) -> None:
    """Voided by its signer, and issued anew under the next number."""
    draft = scene.issued(_written(scene, "opinion", "关于文化广场建设项目的监督意见书", SQUARE))
    paper = Paper.objects.get(draft=draft)
    reason = "漏写整改期限，不能作为整改依据"
    services.void_paper(paper=paper, reason=reason, actor=scene.signer(draft), now=scene.now)
    scene.now += timedelta(days=1)
    again = services.begin_replacement(paper=paper, **scene.by)
    words = {"blocks": SQUARE["blocks"] + "\n三、整改期限\n收到本意见书后十五个工作日内。"}
    again = services.edit_draft(draft=again, version=again.version, title=again.title, words=words, **scene.by)
    again = scene.issued(again)
    scene.received(Paper.objects.get(draft=again))


def _returned(scene: Scene) -> None:
    """Given back by whoever checks."""
    draft = scene.submitted(_written(scene, "public_notice", "关于党政办公室副主任拟任人选的公示", CANDIDATE))
    reason = "没有写明受理意见的电话和地址，请补上。"
    services.return_draft(draft=draft, version=draft.version, reason=reason, actor=scene.reviewer, now=scene.now)
