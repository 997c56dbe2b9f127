"""A signing key that is no more has signed checkpoints, and these still count."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from foundation.keys import sealing
from foundation.keys.rotation import RETIRE, retire_signing, rotate_signing
from foundation.ledger import notes
from foundation.ledger.models import Checkpoint, LedgerEntry
from foundation.ledger.services.checkpoints import make_checkpoint
from foundation.ledger.verification import verify
from foundation.ledger.verification.checkpoints import retired_keys
from foundation.scope import INSTALLATION
from tests.keys.cards import make_keys
from tests.ledger.acts import seal_anew

pytestmark = pytest.mark.django_db


@pytest.fixture
def retired(cast, tmp_path, settings) -> bytes:
    """The public half of a key that signed a checkpoint and was removed."""
    settings.KEY_DIR = make_keys(tmp_path / "keys")
    seal_anew()
    public, now = sealing.public_key(), timezone.now()
    make_checkpoint(now=now)
    rotate_signing(actor="运维甲", now=now)
    retire_signing(actor="运维甲", now=now + timedelta(days=2))
    return public


def test_its_public_half_stands_in_the_entry_of_its_removal(retired):
    entry = LedgerEntry.objects.get(act="keys.key.retire")
    assert json.loads(bytes(entry.body))["facts"]["public"] == retired.hex()


def test_what_it_signed_is_still_verified(retired):
    note = Checkpoint.objects.get().note
    assert not notes.signed_by_us(note)
    assert verify(note=note).bad == []


def test_what_was_changed_under_its_signature_is_found(retired):
    note = Checkpoint.objects.get().note
    size = notes.parse(note).heads[0].size
    with pytest.raises(ValueError, match="签名不符"):
        verify(note=note.replace(f"sha256 {size} ", f"sha256 {size + 1} ", 1))


@pytest.mark.parametrize("facts", [{}, {"public": 5}, {"public": "zz"}, {"public": None}, []])
def test_an_entry_that_tells_no_key_is_passed_over(cast, facts):
    """Older entries of a removal do not; others are not ours, and their own stream says so."""
    LedgerEntry.objects.create(
        **{"stream": INSTALLATION, "number": 10**6, "at": timezone.now(), "actor": "", "act": RETIRE, "leaf": b""},
        body=json.dumps({"facts": facts}).encode(),
    )
    assert retired_keys() == []
