"""Bring the database up to date and seed the demo county when there is none: one process, one start of Django."""

from io import StringIO

import django
from django.core.management import call_command


def main() -> None:
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    # A new version may give a role other rights.
    call_command("rebuild_grants", verbosity=0, stdout=StringIO())
    call_command("seed_demo", if_empty=True)
    # A new version may know another year.
    call_command("load_calendar", stdout=StringIO())
    # Papers are printed in a tenth of a second instead of half of one.
    call_command("prepare_fonts", stdout=StringIO())
    # What was published can be checked from the first page on.
    call_command("ledger_checkpoint", stdout=StringIO())


if __name__ == "__main__":
    main()
