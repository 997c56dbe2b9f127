"""Which acts occur in a stream, and its entries of one act, without reading the whole ledger."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_tree")]

    operations = [
        migrations.AddIndex(
            model_name="ledgerentry",
            index=models.Index(fields=["act", "stream", "-id"], name="ledger_entry_act"),
        ),
    ]
