"""Sign where all streams end now: `manage.py ledger_checkpoint [--always]`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from foundation.keys.trouble import KeyTrouble
from foundation.ledger.services.checkpoints import make_checkpoint


class Command(BaseCommand):
    help = "签发一个存证点，写出它的编号。上一个存证点以后没有新的存证记录时什么也不做。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--always", action="store_true", help="没有新的存证记录也签发")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            checkpoint = make_checkpoint(now=timezone.now(), always=options["always"])
        except KeyTrouble as trouble:
            raise CommandError(str(trouble)) from None
        if checkpoint:
            self.stdout.write(str(checkpoint.number))
