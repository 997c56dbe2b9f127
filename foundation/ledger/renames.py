"""Tables and columns that had other names when older digests were made.

    renames.table("decisions_item", now="decisions_agendaitem")
    renames.column("decisions_topic", "name", now="title")

A digest covers the names of its day. A migration that renames declares it here, in its room's `ready()`, in the
same commit; a migration that changes the form of a covered value (a number becomes a text) or drops a covered
column has to let an act name the rows anew.
"""

_tables: dict[str, str] = {}
_columns: dict[tuple[str, str], str] = {}


def table(was: str, *, now: str) -> None:
    """Raises `ValueError` when the old name has been given to another table."""
    if _tables.setdefault(was, now) != now:
        raise ValueError(f"table {was} is renamed twice")


def column(of: str, was: str, *, now: str) -> None:
    """`of` is the table's name of that time. Raises `ValueError` when the old name was given to another column."""
    if _columns.setdefault((of, was), now) != now:
        raise ValueError(f"column {was} of {of} is renamed twice")


def table_now(name: str) -> str:
    """What the table is called today; renames in a row are followed."""
    while name in _tables:
        name = _tables[name]
    return name


def column_now(of: str, name: str) -> str:
    """What the column is called today. `of` is the table's name when the digest was made."""
    while True:
        while (of, name) in _columns:
            name = _columns[of, name]
        if of not in _tables:
            return name
        of = _tables[of]
