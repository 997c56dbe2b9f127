"""New keys: `manage.py rotate_keys`, `--index`, `--sign`, `--retire`. May be killed at any moment and started again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from foundation.keys import sealing
from foundation.keys.ring import replace_lost
from foundation.keys.rotation import Progress, re_index, retire, retire_signing, rotate, rotate_signing
from foundation.keys.states import Purpose
from foundation.keys.trouble import KeyTrouble

ACTOR = "rotate_keys"


class Command(BaseCommand):
    help = "更换加密密钥，把已有内容换到新密钥下。可随时中断，再次运行即接着做。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--index", action="store_true", help="更换盲索引的密钥，重做全部盲索引")
        what.add_argument("--sign", action="store_true", help="生成新的签名密钥；新旧密钥同时签名，直到旧的停用")
        what.add_argument("--retire-sign", action="store_true", help="停用旧的签名密钥（各见证方都换好公钥以后）")
        what.add_argument("--retire", action="store_true", help="删除已没有内容使用的旧密钥（更换满一天以后）")
        what.add_argument("--replace-lost", choices=["index", "sign"], help="密钥文件已丢失又没有备份时补一把新的")
        parser.add_argument("--resume", action="store_true", help="只接着做上次没有做完的，不生成新密钥")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            if options["retire"]:
                self._retire()
            elif options["sign"]:
                self._new_signature()
            elif options["retire_sign"]:
                self._retire_signatures()
            elif options["replace_lost"]:
                self._replace(Purpose(options["replace_lost"]))
            else:
                self._renew(re_index if options["index"] else rotate, options["resume"])
        except KeyTrouble as trouble:
            raise CommandError(str(trouble)) from None

    def _renew(self, renew: Any, resume: bool) -> None:
        found = renew(actor=ACTOR, now=timezone.now(), report=self._say, only_resume=resume)
        bad = sum(each.bad for each in found)
        if bad:
            raise CommandError(f"有 {bad} 项不能更换，仍是原来的密文。请核对存证日志和密钥备份，旧密钥不要删除。")
        self.stdout.write(f"完成，共更换 {sum(each.done for each in found):,} 项。请备份密钥目录。")

    def _say(self, progress: Progress) -> None:
        self.stdout.write(f"{progress.field}：{progress.done:,} / {progress.total:,}")

    def _replace(self, purpose: Purpose) -> None:
        key = replace_lost(purpose, now=timezone.now())
        next_step = "请运行 rotate_keys --index" if purpose == Purpose.INDEX else "请公布新的公钥"
        self.stdout.write(f"已生成 {purpose} {key.id}。{next_step}，并备份密钥目录。")

    def _new_signature(self) -> None:
        key = rotate_signing(actor=ACTOR, now=timezone.now())
        self.stdout.write(f"已生成签名密钥 {key.id}，新旧密钥同时签名。")
        self.stdout.write(f"新公钥的指纹：{sealing.fingerprint(sealing.public_key_of(key))}")
        self.stdout.write("请公布新的公钥和指纹，并备份密钥目录。各见证方换好以后，再运行 rotate_keys --retire-sign。")

    def _retire_signatures(self) -> None:
        names = retire_signing(actor=ACTOR, now=timezone.now())
        for name in names:
            self.stdout.write(f"已停用签名密钥 {name}。它签过的公告仍可用原来的公钥核对。")
        if not names:
            self.stdout.write("没有可以停用的旧签名密钥。")

    def _retire(self) -> None:
        names = retire(actor=ACTOR, now=timezone.now())
        for name in names:
            self.stdout.write(f"已删除密钥 {name}。用它加密的旧数据库备份，没有密钥备份就无法再读。")
        if not names:
            self.stdout.write("没有可以删除的旧密钥。")
