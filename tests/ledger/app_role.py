"""A database as on a server: one role owns it, the program connects as another. PostgreSQL only."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.management import call_command
from django.db import connection, connections

from tests.copies import Copier

#: Everything of the copy goes to its owner; what PostgreSQL brought stays where it is.
HAND_OVER = """
DO $$ DECLARE each record; BEGIN
  FOR each IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' LOOP
    EXECUTE format('ALTER TABLE %I OWNER TO {owner}', each.relname);
  END LOOP;
  FOR each IN SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace LOOP
    EXECUTE format('ALTER FUNCTION %I() OWNER TO {owner}', each.proname);
  END LOOP;
  EXECUTE format('ALTER DATABASE %I OWNER TO {owner}', current_database());
  ALTER SCHEMA public OWNER TO {owner};
END $$
"""


@dataclass(frozen=True)
class Roles:
    """Who administers the server, who owns the tables, and as whom the program connects."""

    admin: str
    owner: str
    app: str
    passwords: dict[str, str]

    @contextmanager
    def connected(self, role: str) -> Iterator[None]:
        """By a log-in of its own, in every thread; a `SET ROLE` could be taken back."""
        settings = connection.settings_dict
        before = {name: settings[name] for name in ("USER", "PASSWORD")}
        connections.close_all()
        settings.update(USER=role, PASSWORD=self.passwords[role])
        try:
            yield
        finally:
            connections.close_all()
            settings.update(before)

    def done_by(self, role: str, *statements: str) -> None:
        """SQL that may name `{app}` and `{owner}`."""
        with self.connected(role), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement.format(app=self.app, owner=self.owner))


@contextmanager
def two_roles(copier: Copier) -> Iterator[Roles]:
    """Two roles without any rights. They belong to the server, so they outlive the copy and go last."""
    name, password = f"sunlit_{secrets.token_hex(4)}", secrets.token_hex(12)
    admin = connection.settings_dict["USER"]
    passwords = {f"{name}_{role}": password for role in ("app", "owner")}
    roles = Roles(admin, f"{name}_owner", f"{name}_app", {admin: connection.settings_dict["PASSWORD"], **passwords})
    with copier.blocker.unblock():
        for role in passwords:
            _maintain(f"CREATE ROLE {role} LOGIN PASSWORD '{password}'")
    try:
        yield roles
    finally:
        with copier.blocker.unblock():
            for role in passwords:
                _maintain(f"DROP ROLE {role}")


def _maintain(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def on_a_server(copier: Copier) -> Iterator[Roles]:
    """A copy that the owner owns and has granted from, with the program's role connected."""
    with two_roles(copier) as roles, copier.copy():
        with connection.cursor() as cursor:
            cursor.execute(HAND_OVER.format(owner=roles.owner))
        with roles.connected(roles.owner):
            call_command("grant_app_role", roles.app, verbosity=0)
        with roles.connected(roles.app):
            yield roles
