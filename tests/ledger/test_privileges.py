"""Which rights follow from the triggers, how they are given, and what a start says about too many and too few."""

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import connection

from foundation.ledger import privileges
from foundation.ledger.privileges import UnfitRole, excess, grant, lacking, rights
from foundation.ledger.triggers import Trigger, append_only, declared
from tests.ledger.app_role import on_a_server

ON_POSTGRESQL = "postgresql" in settings.DATABASES["default"]["ENGINE"]
ENTRIES = "ledger_ledgerentry"
ALL = ["SELECT", "INSERT", "UPDATE", "DELETE"]


def execute(*statements: str) -> list[tuple]:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


# What follows from the triggers ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "wanted"),
    {
        ENTRIES: ["SELECT", "INSERT"],
        "keys_reading": ["SELECT", "INSERT"],
        "decisions_vote": ["SELECT", "INSERT"],
        # A trigger looks at which draft is changed, and lets the review pass.
        "disclosure_draft": ["SELECT", "INSERT", "UPDATE"],
        # Old rows may go: a trigger looks at their age.
        "security_securityevent": ["SELECT", "INSERT", "DELETE"],
        "townships_user_groups": ["SELECT", "UPDATE", "DELETE"],
        "townships_official": ALL,
        "ledger_ledgerhead": ["SELECT", "INSERT", "UPDATE"],
        "ledger_ledgerdetail": ["SELECT", "INSERT", "UPDATE"],
        "django_migrations": ["SELECT"],
        "axes_accessattempt": ALL,
    }.items(),
)
def test_the_rights_on_a_table_are_all_but_what_a_trigger_refuses_on_every_row(table, wanted):
    assert rights(table) == wanted


def test_a_table_whose_rows_may_be_emptied_and_not_deleted(monkeypatch):
    kept = Trigger("kept", "web.FormToken", "BEFORE DELETE", "true", "kept")
    monkeypatch.setattr(privileges, "declared", lambda: [*declared(), kept])
    assert rights("web_formtoken") == ["SELECT", "INSERT", "UPDATE"]
    monkeypatch.setattr(privileges, "declared", lambda: append_only("web.FormToken"))
    assert rights("web_formtoken") == ["SELECT", "INSERT"]


@pytest.mark.skipif(ON_POSTGRESQL, reason="SQLite has no roles")
def test_sqlite_has_no_roles(db, settings):
    with pytest.raises(CommandError, match="只有 PostgreSQL 有账号和权限"):
        call_command("grant_app_role", "sunlit_app")
    settings.OWNER_APART = True
    assert [
        each for each in run_checks(tags=["database"], databases=["default"]) if each.id.startswith("ledger.")
    ] == []


# Given -------------------------------------------------------------------------------------------


@pytest.fixture
def own_server(copier):
    """A server whose roles the test may spoil."""
    with on_a_server(copier) as roles:
        yield roles


def give(server) -> None:
    with server.connected(server.owner):
        call_command("grant_app_role", server.app, verbosity=0)


@pytest.mark.postgres
def test_after_it_there_is_neither_too_much_nor_too_little_and_again_is_harmless(own_server):
    assert (excess(), lacking()) == ([], [])
    give(own_server)
    assert (excess(), lacking()) == ([], [])


@pytest.mark.postgres
@pytest.mark.parametrize(
    "given",
    [
        "GRANT UPDATE, DELETE ON ledger_ledgerentry TO {app}",
        "GRANT TRUNCATE ON ledger_ledgerentry TO PUBLIC",
        "GRANT TRIGGER, REFERENCES ON decisions_vote TO {app}",
        "GRANT UPDATE (actor) ON ledger_ledgerentry TO {app}",
        "GRANT INSERT ON django_migrations TO {app}",
        "GRANT DELETE ON disclosure_draft TO {app} WITH GRANT OPTION",
        "GRANT ALL ON ALL TABLES IN SCHEMA public TO {app}",
        "GRANT CREATE ON SCHEMA public TO {app}",
        "GRANT CREATE ON SCHEMA public TO PUBLIC",
    ],
)
def test_what_is_too_much_is_found_and_taken_back(own_server, given, settings):
    own_server.done_by(own_server.owner, given)
    assert excess()
    settings.OWNER_APART = True
    with pytest.raises(SystemCheckError, match=r"ledger\.W004"):
        call_command("check", databases=["default"], fail_level="WARNING")
    give(own_server)
    assert (excess(), lacking()) == ([], [])


@pytest.mark.postgres
def test_what_is_said_names_role_table_and_verbs(own_server, settings):
    own_server.done_by(own_server.owner, "GRANT UPDATE (actor), DELETE, TRUNCATE ON ledger_ledgerentry TO {app}")
    assert excess() == [f"账号 {own_server.app} 对表 {ENTRIES} 有不该有的权限：UPDATE、DELETE、TRUNCATE"]
    assert [each for each in run_checks(tags=["database"], databases=["default"]) if each.id == "ledger.W004"] == []
    settings.OWNER_APART = True
    (warning,) = run_checks(tags=["database"], databases=["default"])
    assert (warning.id, warning.msg) == ("ledger.W004", f"数据库 default：{excess()[0]}")
    assert "deploy/start migrate" in warning.hint
    assert run_checks(tags=["database"], databases=[]) == []


@pytest.mark.postgres
def test_what_earlier_instructions_granted_by_default_is_taken_back(own_server):
    """Until part 2c the operator granted these by hand."""
    own_server.done_by(
        own_server.owner,
        "ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO PUBLIC",
        "ALTER DEFAULT PRIVILEGES GRANT USAGE, SELECT ON SEQUENCES TO {app}",
    )
    give(own_server)
    assert execute("SELECT 1 FROM pg_default_acl WHERE defaclobjtype IN ('r', 'S')") == []
    own_server.done_by(own_server.owner, "CREATE TABLE web_new (id bigserial)")
    assert execute("SELECT has_table_privilege('web_new', 'SELECT')") == [(False,)]


@pytest.mark.postgres
def test_a_table_that_nobody_has_granted_yet_is_missed(own_server, settings):
    own_server.done_by(
        own_server.owner, "REVOKE INSERT ON townships_official FROM {app}", "REVOKE ALL ON web_formtoken FROM {app}"
    )
    assert lacking() == ["townships_official", "web_formtoken"]
    settings.OWNER_APART = True
    (warning,) = run_checks(tags=["database"], databases=["default"])
    assert warning.id == "ledger.W005" and "2 张表缺少权限（townships_official、web_formtoken……）" in warning.msg
    give(own_server)
    assert lacking() == []


@pytest.mark.postgres
def test_what_is_not_ours_in_the_same_schema_is_left_without_rights(own_server):
    own_server.done_by(own_server.owner, "CREATE TABLE other (id bigserial)", "GRANT ALL ON other TO {app}")
    give(own_server)
    assert execute("SELECT has_table_privilege('other', 'SELECT, INSERT, UPDATE, DELETE')") == [(False,)]


# Roles that take by themselves what they are not given -------------------------------------------

UNFIT = {
    "ALTER ROLE {app} SUPERUSER": ("是数据库的超级用户", "是数据库的超级用户"),
    "ALTER ROLE {app} CREATEROLE": ("可以建立账号", "可以建立账号"),
    "GRANT {owner} TO {app}": ("张表的主人", "是表的主人的成员"),
}


@pytest.mark.postgres
@pytest.mark.parametrize("done", UNFIT)
def test_a_role_that_can_help_itself_is_found_and_refused(own_server, done):
    finding, refusal = UNFIT[done]
    own_server.done_by(own_server.admin, done)
    assert any(finding in text for text in excess())
    with own_server.connected(own_server.owner), pytest.raises(CommandError, match=refusal):
        call_command("grant_app_role", own_server.app)


@pytest.mark.postgres
@pytest.mark.parametrize("mighty", ["pg_write_all_data", "pg_execute_server_program"])
def test_a_role_that_writes_past_all_rights_is_found(own_server, mighty):
    own_server.done_by(own_server.admin, f"GRANT {mighty} TO {{app}}")
    assert f"账号 {own_server.app} 是 {mighty} 的成员" in excess()


@pytest.mark.postgres
def test_who_owns_the_tables_has_too_much(own_server):
    with own_server.connected(own_server.owner):
        found = excess()
        assert len(found) == 2
        assert "张表的主人（auth_group、" in found[0] and found[1].endswith("是数据库的主人")
        with pytest.raises(UnfitRole, match="就是表的主人"):
            grant(own_server.owner)
        with pytest.raises(CommandError, match="没有数据库账号 nobody@nowhere。请另建"):
            call_command("grant_app_role", "nobody%40nowhere")
