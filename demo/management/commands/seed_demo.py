"""Make the seeded county: real division codes of Jinhu, plainly made-up people, one password for all accounts,
one seed of the second factor for those that need it."""

import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from decisions.services import load_procedures
from demo.contacts import seed_contacts
from demo.decisions import seed_decisions
from demo.directories import seed_directories, seed_model
from demo.duties import seed_duties
from demo.findings import seed_findings
from demo.handovers import seed_hand_overs
from demo.paper_templates import seed_templates
from demo.papers import seed_papers
from demo.people import ACTOR, UNITS, seed_people
from demo.regulations import seed_regulations
from foundation.calendar.services import load_calendar
from foundation.rulebook.services import load_defaults
from foundation.townships import totp
from foundation.townships.models import Division, User
from foundation.townships.services import import_divisions

DATA = Path(__file__).resolve().parents[2] / "data" / "jinhu.csv"


class Command(BaseCommand):
    help = "建立演示县（金湖县的真实区划代码，虚构的人员）。正式环境拒绝执行。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="已有数据时什么也不做")

    def handle(self, *_args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("正式环境不建立演示账号。")
        if Division.objects.exists() or User.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError("数据库里已有区划或账号，不再建立演示县。如需重来，请换一个 VAR_DIR 或空数据库。")
        password, seed = new_password(), totp.new_secret()
        now = timezone.now()
        with transaction.atomic():
            load_defaults(now=now - timedelta(days=40))
            load_procedures(now=now - timedelta(days=40))
            load_calendar(now=now - timedelta(days=40))
            import_divisions(data=DATA.read_bytes(), actor=ACTOR, now=now - timedelta(days=40))
            # The people came before their decisions, also in the ledger.
            seed_model(now=now - timedelta(days=40))
            cast = seed_people(now=now - timedelta(days=40), password=password, seed=seed)
            seed_contacts(now=now - timedelta(days=40))
            seed_regulations(now=now - timedelta(days=40))
            seed_directories(now=now - timedelta(days=39), units=UNITS)
            seed_templates(now=now)
            seed_duties(now=now)
            seed_hand_overs(now=now)
            told = seed_decisions(now=now, units=UNITS)
            papers = seed_papers(now=now, units=UNITS)
            found = seed_findings(now=now, units=UNITS)
        keep("demo-password", password)
        keep("demo-second-factor", seed)
        made = f"{len(cast.accounts)} 个账号，{told} 件决策，{papers} 件公文，{found} 个问题"
        self.stdout.write(f"演示县已建立：{made}，统一密码 {password}")
        self.stdout.write(f"须用动态验证码登录的账号，密钥都是 {seed}")


def new_password() -> str:
    """Three of four classes of signs, none that look alike."""
    letters = "abcdefghjkmnpqrstuvwxyz"
    word = "".join(secrets.choice(letters) for _ in range(6))
    return f"Sunlit-{word}-{secrets.randbelow(9000) + 1000}"


def keep(name: str, secret: str) -> None:
    """A file in the data folder, for its owner's eyes only."""
    path = settings.VAR_DIR / name
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(secret + "\n")
