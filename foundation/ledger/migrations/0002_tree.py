"""From a chain for each stream to a tree for each stream: the leaves stay, the ends are computed and sealed."""

from django.db import migrations, models

from foundation.keys import sealing
from foundation.keys.trouble import KeyTrouble, Trouble
from foundation.ledger.heads import sealed_bytes
from foundation.ledger.merkle import SHA256, Frontier


def grow_trees(apps, schema_editor):
    """Each stream is walked along its chain first: what was changed before must not be sealed as true."""
    heads = apps.get_model("ledger", "LedgerHead")
    entries = apps.get_model("ledger", "LedgerEntry")
    nodes = apps.get_model("ledger", "LedgerNode")
    for head in heads.objects.order_by("stream"):
        frontier, chain, made = Frontier(SHA256), bytes(32), []
        for entry in entries.objects.filter(stream=head.stream).order_by("number").iterator():
            leaf = SHA256.leaf(bytes(entry.body))
            chain = SHA256.node(chain, leaf)
            made += frontier.append(leaf)
            if (entry.number, bytes(entry.leaf), bytes(entry.chain)) != (frontier.size, leaf, chain):
                refuse(head.stream, frontier.size)
        if (head.size, bytes(head.chain)) != (frontier.size, chain):
            refuse(head.stream, frontier.size + 1)
        head.frontier = frontier.encoded
        head.seal = sealing.mac(sealed_bytes(head.stream, frontier))
        head.save()
        nodes.objects.bulk_create(
            [nodes(stream=head.stream, level=node.level, index=node.index, hash=node.hash) for node in made]
        )


def refuse(stream, number):
    raise KeyTrouble(
        Trouble.ALTERED,
        f"存证日志 {stream}：从第 {number} 条起与链值不符，可能被人改动。请先用升级前的备份查明，再升级。",
    )


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_first")]

    operations = [
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False, verbose_name="编号")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("note", models.TextField(verbose_name="内容")),
            ],
            options={"verbose_name": "存证点", "verbose_name_plural": "存证点"},
        ),
        migrations.CreateModel(
            name="LedgerDetail",
            fields=[
                ("entry", models.PositiveBigIntegerField(primary_key=True, serialize=False, verbose_name="存证记录")),
                ("body", models.BinaryField(verbose_name="明细")),
            ],
            options={"verbose_name": "存证明细", "verbose_name_plural": "存证明细"},
        ),
        migrations.CreateModel(
            name="LedgerNode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stream", models.CharField(max_length=20, verbose_name="日志流")),
                ("level", models.PositiveSmallIntegerField(verbose_name="层")),
                ("index", models.PositiveBigIntegerField(verbose_name="位置")),
                ("hash", models.BinaryField(max_length=32, verbose_name="摘要")),
            ],
            options={
                "verbose_name": "日志树节点",
                "verbose_name_plural": "日志树节点",
                "constraints": [models.UniqueConstraint(fields=("stream", "level", "index"), name="ledger_node_place")],
            },
        ),
        migrations.AlterModelOptions(
            name="ledgerhead", options={"verbose_name": "日志流", "verbose_name_plural": "日志流"}
        ),
        migrations.AlterField(
            model_name="ledgerentry",
            name="stream",
            field=models.CharField(max_length=20, verbose_name="日志流"),
        ),
        migrations.AlterField(
            model_name="ledgerhead",
            name="stream",
            field=models.CharField(max_length=20, primary_key=True, serialize=False, verbose_name="日志流"),
        ),
        migrations.AlterField(
            model_name="ledgerhead", name="size", field=models.PositiveBigIntegerField(verbose_name="条数")
        ),
        migrations.AddField(
            model_name="ledgerhead",
            name="hash",
            # What the chain was made with.
            field=models.CharField(default="sha256", max_length=10, verbose_name="摘要算法"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="ledgerhead",
            name="frontier",
            field=models.BinaryField(default=b"", verbose_name="树的右缘"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="ledgerhead",
            name="seal",
            field=models.BinaryField(default=b"", max_length=33, verbose_name="封印"),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="ledgerentry",
            index=models.Index(fields=["stream", "-at", "-id"], name="ledger_entry_stream"),
        ),
        migrations.RunPython(grow_trees),
        migrations.RemoveField(model_name="ledgerentry", name="chain"),
        migrations.RemoveField(model_name="ledgerhead", name="chain"),
    ]
