"""Encrypted fields against the bare cipher; rotation of 10,000 values against re-encrypting as many bare blobs."""

import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection, models
from django.utils import timezone

from bench.cases import Case, register
from foundation.keys import sealing
from foundation.keys.early_keys import EarlyKeyField
from foundation.keys.fields import EncryptedTextField
from foundation.keys.ring import ring
from foundation.keys.rotation import rotate
from foundation.keys.states import Audience

VALUES = 10_000
MOBILES = [f"138{number:08}" for number in range(VALUES)]
KEY, OTHER_KEY = bytes(range(32)), bytes(range(32, 64))


@register
class FieldThereAndBack(Case):
    """Ours locks a value to its place and seals it; the bare way is the cipher with a nonce."""

    name = "加密并解密 1,000 项"
    rounds = 15

    def setup(self) -> None:
        self.mobiles = MOBILES[:1000]
        self.cipher = AESGCM(KEY)
        # A folder that has just changed is read again each time; this one changed long ago.
        ring()
        os.utime(settings.KEY_DIR, (0, 0))

    def ours(self) -> object:
        for number, mobile in enumerate(self.mobiles):
            place = {"table": "townships_official", "key": str(number), "field": "mobile"}
            if sealing.decrypt(sealing.encrypt(mobile, **place), **place) != mobile:
                raise RuntimeError("not what was encrypted")
        return None

    def bare(self) -> object:
        for mobile in self.mobiles:
            nonce = os.urandom(12)
            if self.cipher.decrypt(nonce, self.cipher.encrypt(nonce, mobile.encode(), b""), b"").decode() != mobile:
                raise RuntimeError("not what was encrypted")
        return None


@register
class RotateValues(Case):
    """Ours finds what is left, locks batches and can be killed; the bare way reads, re-encrypts and writes all."""

    name = "更换 10,000 项的密钥"
    goal_seconds = 60
    rounds = 3
    undo = True

    def setup(self) -> None:
        class Locked(models.Model):
            id = EarlyKeyField(primary_key=True)
            mobile = EncryptedTextField(reveals_to=Audience.NOBODY)

            class Meta:
                app_label = "keys"
                db_table = "bench_locked"

            def __str__(self) -> str:
                return str(self.pk)

        with connection.schema_editor() as editor:
            editor.create_model(Locked)
        with connection.cursor() as cursor:
            blob = "bytea" if connection.vendor == "postgresql" else "blob"
            cursor.execute(f"CREATE TABLE bench_bare (id integer PRIMARY KEY, data {blob})")
            rows = [(number, locked(KEY, mobile)) for number, mobile in enumerate(MOBILES)]
            cursor.executemany("INSERT INTO bench_bare (id, data) VALUES (%s, %s)", rows)
        # With keys of their own: a bulk insert asks for each of them otherwise.
        Locked._default_manager.bulk_create(
            [Locked(pk=number, mobile=mobile) for number, mobile in enumerate(MOBILES, start=1)]
        )

    def ours(self) -> object:
        # The first round makes the second key; as each is rolled back, the next finds values of the first key again.
        found = rotate(actor="bench", now=timezone.now())
        if sum(each.done for each in found) != VALUES:
            raise RuntimeError(f"not all values were renewed: {found}")
        return found

    def bare(self) -> object:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, data FROM bench_bare ORDER BY id")
            old, new = AESGCM(KEY), OTHER_KEY
            rows = [
                (locked(new, old.decrypt(bytes(data)[:12], bytes(data)[12:], b"").decode()), pk)
                for pk, data in cursor.fetchall()
            ]
            cursor.executemany("UPDATE bench_bare SET data = %s WHERE id = %s", rows)
        return len(rows)


def locked(key: bytes, text: str) -> bytes:
    nonce = os.urandom(12)
    return nonce + AESGCM(key).encrypt(nonce, text.encode(), b"")
