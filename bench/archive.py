"""Twenty years of a county with twenty townships, as many decisions as asked: each a topic, a meeting, an item and a
resolution, copied from one that was really made."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, models

from bench.county import seed
from decisions.models import Resolution
from foundation.townships.models import Body
from foundation.townships.states import BodyKind

TOWNSHIPS = 20
DAYS = 20 * 365
#: The keys of the copies begin here.
FIRST = 1_000_000_000
#: In the titles: one in six, one in fifty thousand, none.
COMMON, RARE, ABSENT = "道路", "渡槽", "机场"
_TITLE = (
    f"CASE WHEN m %% 50000 = 7777 THEN '修复{RARE}' WHEN m %% 6 = 0 THEN '硬化{COMMON}' "
    "WHEN m %% 6 = 1 THEN '采购设备' WHEN m %% 6 = 2 THEN '改造厂房' WHEN m %% 6 = 3 THEN '发放补助' "
    "WHEN m %% 6 = 4 THEN '年度预算' ELSE '干部任职' END || '第' || CAST(n AS text) || '件'"
)
_CATEGORY = (
    "CASE WHEN m %% 40 < 20 THEN 'project' WHEN m %% 40 < 32 THEN 'large_sum' WHEN m %% 40 < 38 THEN 'major_decision' "
    "ELSE 'personnel' END"
)
#: The newest are number 0; township by township, day by day backwards.
_DAY = {
    "sqlite": "date('2026-11-01', '-' || (n * {days} / {rows}) || ' days')",
    "postgresql": "date '2026-11-01' - CAST(n * {days} / {rows} AS integer)",
}
_TOWN = f"CAST(320831101 + n %% {TOWNSHIPS} AS text)"
#: One decision in fifty was against, one topic in fifty never came before a meeting.
_AGAINST = "m %% 50 = 7"


def fill(rows: int) -> None:
    """So many copies of a real decision; what was there before stays."""
    seed()
    with _unguarded():
        _fill(rows)
    if connection.vendor == "postgresql":  # as its autovacuum does by itself; nothing does it on SQLite
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


@contextmanager
def _unguarded() -> Iterator[None]:
    """Nothing looks at each row, which takes several times as long; on PostgreSQL its owner alone may ask for that."""
    if connection.vendor == "sqlite":
        off, on = "PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys = ON"
    else:
        off, on = "SET session_replication_role = replica", "SET session_replication_role = origin"
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute("SHOW is_superuser")
            if cursor.fetchone() != ("on",):
                off = on = "SELECT 1"
        cursor.execute(off)
        yield
        cursor.execute(on)


def _fill(rows: int) -> None:
    sample = Resolution.objects.filter(outcome="adopted", way="majority_of_due", item__meeting__state="closed")[0]
    when = day(days=DAYS, rows=rows)
    place = {"county": "'320831'", "township": _TOWN}
    body = _body()
    copy(
        sample.topic,
        rows,
        **place,
        title=_TITLE,
        category=_CATEGORY,
        entry_id="NULL",
        body_id=body,
        planned_day=when,
        proposed_on=when,
        state="CASE WHEN n < 40 THEN 'pool' WHEN m %% 50 = 9 THEN 'refused' WHEN m %% 3 = 0 THEN 'decided' "
        "ELSE 'published' END",
        state_reason="CASE WHEN m %% 50 = 9 THEN '材料不全' ELSE '' END",
    )
    opened = {
        name: f"CASE WHEN n >= 20 THEN s.{name} END" for name in ("opened_at", "closed_at", "chair_id", "recorder_id")
    }
    state = {"state": "CASE WHEN n < 20 THEN 'convened' ELSE 'closed' END"}
    copy(sample.item.meeting, rows, **place, **opened, **state, body_id=body, day=when)
    key = f"{FIRST} + n"
    outcome = f"CASE WHEN {_AGAINST} THEN 'rejected' ELSE 'adopted' END"
    copy(sample.item, rows, **place, meeting_id=key, topic_id=key, position="1", outcome=outcome)
    votes = {
        "agree": f"CASE WHEN {_AGAINST} THEN 0 ELSE s.due END",
        "oppose": f"CASE WHEN {_AGAINST} THEN s.due ELSE 0 END",
    }
    none = dict.fromkeys(("abstain", "postpone", "absent"), "0")
    copy(sample, rows, **place, **votes, **none, item_id=key, topic_id=key, outcome=outcome, decided_on=when)


def day(*, days: int, rows: int) -> str:
    """In SQL: so many days, backwards from one, over all rows."""
    return _DAY[connection.vendor].format(days=days, rows=rows)


def _body() -> str:
    """Mostly the party committee and the heads' meeting; the congress in one of a hundred."""
    keys = dict(Body.objects.filter(division__code="320831101000").values_list("kind", "pk"))
    joint, congress = keys[BodyKind.JOINT_MEETING], keys[BodyKind.PEOPLES_CONGRESS]
    return (
        f"CASE WHEN m %% 100 = 13 THEN {congress} WHEN m %% 10 < 6 THEN {keys[BodyKind.PARTY_COMMITTEE]} "
        f"WHEN m %% 10 < 9 THEN {keys[BodyKind.HEAD_MEETING]} ELSE {joint} END"
    )


def copy(sample: models.Model, rows: int, **changed: str) -> None:
    """Copy a row so many times in one statement; `changed` says in SQL what differs, of the number n, that
    within its township m, and the sample s."""
    table = sample._meta.db_table
    names = [str(field.column) for field in sample._meta.concrete_fields]
    values = [changed.get(name, f"s.{name}") if name != "id" else f"{FIRST} + n" for name in names]
    if unknown := set(changed) - set(names):
        raise ValueError(f"{table} has no {unknown}")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(names)}) "
            "WITH RECURSIVE numbers(n) AS "
            "(SELECT CAST(0 AS bigint) UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < %s) "
            f"SELECT {', '.join(values)} FROM (SELECT n, n / {TOWNSHIPS} AS m FROM numbers) AS counted, {table} s "
            "WHERE s.id = %s",
            [rows, sample.pk],
        )
