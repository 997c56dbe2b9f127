"""What is new must be said here too: models, services, rules, scoped tables, labels, triggers.

Every list is written by hand. A test compares it with what the code has, so that whoever adds a
model, a service or a rule is asked what it is and how it is proven.
"""

import ast
import hashlib
import importlib
import inspect
import json
import pkgutil
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.checks import Tags, run_checks
from django.db import connection, models
from django.utils import timezone

from foundation import refs
from foundation.ledger import coverage
from foundation.ledger import services as ledger
from foundation.ledger.canonical import row_bytes
from foundation.ledger.models import LedgerEntry
from foundation.refs import Ref
from foundation.reminders.services import stop_robot
from foundation.scope import Scoped, scope_constraints
from foundation.townships import services
from foundation.townships.models import Tenure
from foundation.townships.states import PostKind, Role
from foundation.violations import RuleViolation
from tests.cast import Cast
from tests.decisions.scenes import scene
from tests.disclosure.made import publication_of
from tests.documents.flows import begun, town_of
from tests.documents.samples import issue
from tests.doors.things import a_directory, a_draft, a_finding, a_regulation, a_term, an_attachment
from tests.ledger.acts import told
from tests.lists import EXEMPT, FREE, RULED, RULES, TRIED_IN_THEIR_ROOM, tried_in_their_room
from tests.reminders.sink import robot_of
from tests.townships.acts import ACTOR, account, begin, day, grant, official, revoke, today, vacate
from tests.townships.contacts import ID_NUMBER, reachable
from tests.townships.leavers import hand_over, merge, proposed, received


def our_apps() -> list[Any]:
    return [config for config in apps.get_app_configs() if (settings.BASE_DIR / config.name.replace(".", "/")).is_dir()]


def our_models() -> list[type[models.Model]]:
    return [model for config in our_apps() for model in config.get_models()]


# Models ------------------------------------------------------------------------------------------


def test_every_model_is_ruled_or_free():
    """Link tables too, which Django makes by itself."""
    assert not RULED & FREE
    assert {model._meta.label_lower for model in coverage.ruled_models()} == RULED
    assert {model._meta.label_lower for model in coverage.free_models()} == FREE
    assert {model._meta.label_lower for model in our_models()} <= RULED | FREE


def scoped_models() -> list[type[models.Model]]:
    return [model for model in our_models() if issubclass(model, Scoped)]


def stored_names(table: str) -> set[str]:
    """The names of a table's constraints and indexes in the database (Django's own look fails on SQLite)."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name = %s AND sql IS NOT NULL", [table])
            return {word for (sql,) in cursor.fetchall() for word in re.findall(r'(?:CONSTRAINT|INDEX) "(\w+)"', sql)}
        cursor.execute("SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND convalidated", [table])
        names = {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = %s", [table])
        return names | {name for (name,) in cursor.fetchall()}


def test_there_are_scoped_models():
    assert {model.__name__ for model in scoped_models()} >= {"Assignment", "Body", "Official", "Post", "Tenure"}


@pytest.mark.parametrize("model", scoped_models(), ids=lambda model: model._meta.label)
def test_every_scoped_model_has_its_check_and_an_index_that_begins_with_the_county(db, model):
    name = f"{model._meta.app_label}_{model._meta.model_name}_scope"
    (declared,) = [constraint for constraint in model._meta.constraints if constraint.name == name]
    assert declared.condition == scope_constraints()[0].condition
    stored = stored_names(model._meta.db_table)
    assert name in stored
    firsts = [index.fields[0] if index.fields else index.expressions[0].name for index in model._meta.indexes]
    assert "county" in firsts
    assert {index.name for index in model._meta.indexes} <= stored


# Services ----------------------------------------------------------------------------------------


def modules_of(name: str) -> Iterator[ModuleType]:
    """`<app>.services`, as one file or as a package."""
    if importlib.util.find_spec(name) is None:
        return
    module = importlib.import_module(name)
    yield module
    for each in pkgutil.walk_packages(getattr(module, "__path__", []), f"{name}."):
        yield importlib.import_module(each.name)


def public_services() -> set[str]:
    return {
        f"{module.__name__}.{name}"
        for config in our_apps()
        for module in modules_of(f"{config.name}.services")
        for name, member in inspect.getmembers(module, inspect.isfunction)
        if member.__module__ == module.__name__ and not name.startswith("_")
    }


TOWNSHIPS = "foundation.townships.services"
WAYS = "foundation.reminders.services.ways"


def import_divisions(cast: Cast) -> None:
    """One new unit, one that gets another name."""
    lines = ["code,name,level", "320831120000,新镇,township", "320831101000,金南新镇,township"]
    services.import_divisions(data="\n".join(lines).encode(), actor=ACTOR, now=cast.now)


NEW_VILLAGE = {
    "code": "320831101299",
    "name": "新村",
    "level": "village",
    "unit_type": "village",
    "county": "320831",
    "township": "320831101",
}


def secretary(cast: Cast) -> Any:
    return cast.post(cast.jinnan, PostKind.SECRETARY)


#: Service → (what must be there before, the service done once).
PERFORMED: dict[str, tuple[Callable[[Cast], Any], Callable[[Cast, Any], Any]]] = {
    f"{TOWNSHIPS}.accounts.open_account": (lambda _cast: None, lambda cast, _: account("new", cast.official("丁一"))),
    f"{TOWNSHIPS}.accounts.change_password": (
        lambda cast: cast.user("clerk.jinnan"),
        lambda cast, user: services.change_password(user=user, password="Another-1", now=cast.now),
    ),
    f"{TOWNSHIPS}.accounts.grant_role": (
        lambda _cast: account("new"),
        lambda cast, user: grant(user, Role.CLERK, cast.jinnan),
    ),
    f"{TOWNSHIPS}.accounts.revoke_role": (
        lambda cast: cast.user("clerk.jinnan").assignments.get(),
        lambda _cast, assignment: revoke(assignment),
    ),
    f"{TOWNSHIPS}.divisions.import_divisions": (lambda _cast: None, lambda cast, _: import_divisions(cast)),
    f"{TOWNSHIPS}.people.record_contact": (
        lambda _cast: None,
        lambda cast, _: reachable(cast.official("丁一"), id_number=ID_NUMBER),
    ),
    f"{TOWNSHIPS}.people.record_official": (lambda _cast: None, lambda cast, _: official("新一", cast.jinnan)),
    f"{TOWNSHIPS}.people.begin_tenure": (
        lambda cast: vacate(secretary(cast), day(-1)),
        lambda cast, ended: begin(cast.official("丁二"), ended.post),
    ),
    f"{TOWNSHIPS}.people.end_tenure": (
        lambda cast: proposed(cast, "jinnan") and Tenure.objects.get(official__name="丁九", end__isnull=True),
        lambda cast, tenure: services.end_tenure(tenure=tenure, end=today(), actor=ACTOR, now=cast.now),
    ),
    f"{TOWNSHIPS}.handovers.receive_line": (
        hand_over,
        lambda cast, found: services.receive_line(
            line=found.lines.get(), receiver=cast.official("丁三"), note="已点清", actor=ACTOR, now=cast.now
        ),
    ),
    f"{TOWNSHIPS}.handovers.complete_hand_over": (
        lambda cast: received(hand_over(cast), cast.official("丁三")),
        lambda cast, found: services.complete_hand_over(hand_over=found, witness="县组一", actor=ACTOR, now=cast.now),
    ),
    f"{TOWNSHIPS}.successions.succeed_divisions": (
        lambda cast: proposed(cast, "taji"),
        lambda cast, _: merge(cast.taji, cast.jinnan),
    ),
    f"{WAYS}.add_robot": (lambda _cast: None, lambda cast, _: robot_of(cast.jinnan)),
    f"{WAYS}.stop_robot": (
        lambda cast: robot_of(cast.jinnan),
        lambda cast, robot: stop_robot(robot=robot, actor=ACTOR, now=cast.now),
    ),
    f"{TOWNSHIPS}.units.set_up_unit": (
        lambda cast: cast.jinnan.children.create(**NEW_VILLAGE),
        lambda cast, village: services.set_up_unit(division=village, actor=ACTOR, now=cast.now),
    ),
}


def test_every_service_is_performed_here_or_exempt():
    elsewhere = tried_in_their_room()
    assert not set(PERFORMED) & (set(EXEMPT) | elsewhere) and not set(EXEMPT) & elsewhere
    assert public_services() == set(PERFORMED) | set(EXEMPT) | elsewhere


@pytest.mark.parametrize("path", sorted(TRIED_IN_THEIR_ROOM))
def test_the_rooms_own_tests_break_the_ledger(path):
    text = (settings.BASE_DIR / path).read_text()
    assert "_append" in text or "broken_ledger" in text or "tests.foundation.broken" in text


def tables() -> dict[str, tuple[int, str]]:
    """Of every table of the database: how many rows, and a digest over them."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = sorted(
                repr([bytes(v) if isinstance(v, memoryview) else v for v in row]) for row in cursor.fetchall()
            )
            found[table] = len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


every_service = pytest.mark.parametrize("name", sorted(PERFORMED))


@every_service
def test_without_its_entry_nothing_of_an_act_remains(cast, monkeypatch, name):
    prepare, perform = PERFORMED[name]
    prepared = prepare(cast)
    before = tables()

    def fail(acts: list[ledger.Act]) -> None:
        assert tables() != before
        raise OSError("the log cannot be written")

    monkeypatch.setattr(ledger, "_append", fail)
    with pytest.raises(OSError, match="the log cannot be written"):
        perform(cast, prepared)
    after = tables()
    assert {table for table in before if before[table] != after[table]} == set()


def ruled_rows() -> dict[tuple[str, str], bytes]:
    """Table and key of every ruled row → the bytes that an entry's digest would cover."""
    ruled = [apps.get_model(label) for label in sorted(RULED)]
    return {(model._meta.db_table, str(row.pk)): row_bytes(row) for model in ruled for row in model.objects.all()}


@every_service
def test_the_entry_of_an_act_names_every_ruled_row_that_it_changed(cast, name):
    prepare, perform = PERFORMED[name]
    prepared = prepare(cast)
    before, last = ruled_rows(), LedgerEntry.objects.latest("pk").pk
    perform(cast, prepared)
    after = ruled_rows()
    (entry,) = LedgerEntry.objects.filter(pk__gt=last)
    said = json.loads(bytes(entry.body))
    named = told(entry)
    assert {key: after[key] for key in named} == named
    assert set(before) <= set(after), "nothing is deleted"
    unnamed = Counter(
        table for table, key in after if (table, key) not in named and after[table, key] != before.get((table, key))
    )
    assert unnamed == Counter({batch["table"]: batch["count"] for batch in said["batches"]})


def test_an_exempt_service_changes_no_ruled_row(cast):
    before, entries = ruled_rows(), LedgerEntry.objects.count()
    services.rebuild_grants(now=timezone.now() + timedelta(days=4000))
    assert (ruled_rows(), LedgerEntry.objects.count()) == (before, entries)


# Rules -------------------------------------------------------------------------------------------


def refusals() -> Iterator[tuple[str, str, ast.expr]]:
    """Code, field and message of every refusal in the source."""
    for config in our_apps():
        for path in sorted((settings.BASE_DIR / config.name.replace(".", "/")).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "RuleViolation":
                    code, message = node.args[:2]
                    field = next((said(each.value) for each in node.keywords if each.arg == "field"), "")
                    yield ast.literal_eval(code), field, message


def said(value: ast.expr) -> str:
    """The field as it stands in the source; a rule that serves several forms is given it."""
    return value.value if isinstance(value, ast.Constant) else "(given)"


def test_every_rule_is_listed_with_its_field():
    assert {code: field for code, field, _message in refusals()} == RULES
    assert Counter(code for code, _field, _message in refusals()).most_common(1)[0][1] == 1


@pytest.mark.parametrize(("code", "message"), [(code, message) for code, _field, message in refusals()])
def test_every_refusal_names_its_thing_its_reason_and_a_remedy(code, message):
    """`thing：reason。remedy。`, in Chinese, and translated."""
    call = message.left if isinstance(message, ast.BinOp) else message
    assert isinstance(call, ast.Call) and call.func.id == "_", f"{code} is not translated"
    text = ast.literal_eval(call.args[0])
    thing, colon, rest = text.partition("：")
    # A rule with several remedies puts the right one in.
    assert thing and colon and rest.endswith(("。", "%(remedy)s"))
    assert "请" in rest or "不必" in rest or "%(remedy)s" in rest


def test_every_special_refusal_is_listed():
    """A class of its own has its own tests: tests/townships/test_import_divisions.py, tests/rulebook."""
    assert {each.__name__ for each in RuleViolation.__subclasses__()} == {
        *("BadFile", "MissingParameter", "MissingProcedure"),
    }


def test_every_rule_belongs_to_its_room():
    assert {code.split(".")[0] for code in RULES} <= {config.label for config in our_apps()}


# Labels and triggers -----------------------------------------------------------------------------


def test_every_label_that_is_presented_is_a_model_and_says_when_a_row_is_gone(db):
    for label in refs.registered_labels():
        assert apps.get_model(label)._meta.label_lower == label
        gone = Ref(label, "0")
        assert refs.title_of(gone) == str(gone)
        assert refs.link_for(gone, AnonymousUser()) is None
        assert refs.shown_to(AnonymousUser(), [gone]) == {}


def test_every_presenter_says_of_many_what_it_says_of_each(cast):
    """Somebody of the town, the inspector, somebody of the other town: titles and addresses are the same."""
    resolution = scene(cast.jinnan, "clerk.jinnan").resolution()
    publication_of(cast.jinnan)
    issue(cast, kind="minutes", about=Ref.of(resolution))
    issue(cast, kind="minutes", about=Ref("no.body", "1"))
    a_draft(cast)
    begun(town_of(cast), kind="letter", about=Ref.of(resolution))
    begun(town_of(cast), about=Ref("no.body", "1"))
    a_finding(cast)
    a_regulation(cast)
    a_term(cast)
    an_attachment(cast)
    a_directory(cast)
    for label in refs.registered_labels():
        rows = [Ref.of(row) for row in apps.get_model(label)._default_manager.all()]
        assert rows
        for username in ("clerk.jinnan", "inspector.county", "clerk.taji", "logs.county"):
            user = cast.user(username)
            one_by_one = {ref: refs.Shown(refs.title_of(ref), refs.link_for(ref, user)) for ref in rows}
            assert refs.shown_to(user, rows) == one_by_one
        assert {shown.url for shown in refs.shown_to(None, rows).values()} == {None}


def test_the_migrations_leave_every_trigger_and_a_dropped_one_is_found(db):
    assert run_checks(tags=[Tags.database], databases=["default"]) == []
    table = ' ON "ledger_ledgerentry"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER ledger_ledgerentry_no_delete{table}")
    (found,) = run_checks(tags=[Tags.database], databases=["default"])
    assert "ledger_ledgerentry_no_delete" in found.msg
