"""A primary key that is known before its row is written: an encrypted value is locked to it."""

from typing import Any

from django.db import connections, models, router

POSTGRESQL = "SELECT nextval(pg_get_serial_sequence(%s, %s))"
SQLITE_BEGIN = (
    "INSERT INTO sqlite_sequence (name, seq) "
    "SELECT %s, 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = %s)"
)
SQLITE_NEXT = (
    'UPDATE sqlite_sequence SET seq = max(seq, (SELECT coalesce(max("{column}"), 0) FROM "{table}")) + 1'
    " WHERE name = %s RETURNING seq"
)


class EarlyKeyField(models.BigAutoField):
    """A `BigAutoField` that takes its number from the table's own sequence first and then inserts with it.

    `save()`, `create()` and `bulk_create()` all ask it. The number cannot go to two rows, also when two processes
    ask at once; a number whose row was not written in the end leaves a gap, as it always does on PostgreSQL.
    """

    def get_pk_value_on_save(self, instance: models.Model) -> Any:
        table = self.model._meta.db_table
        connection = connections[router.db_for_write(type(instance), instance=instance)]
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                # Each of the two is one statement: nobody comes between its reading and its writing.
                cursor.execute(SQLITE_BEGIN, [table, table])
                cursor.execute(SQLITE_NEXT.format(column=self.column, table=table), [table])
            else:
                cursor.execute(POSTGRESQL, [connection.ops.quote_name(table), self.column])
            return cursor.fetchone()[0]
