"""Whether everything is as it was written: the trees, what is shown of them, and the business rows."""

from foundation.ledger.verification.checkpoints import NotOurNote
from foundation.ledger.verification.findings import Bad, BadEntry
from foundation.ledger.verification.whole import Verification, first_bad_entry, verify

__all__ = ["Bad", "BadEntry", "NotOurNote", "Verification", "first_bad_entry", "verify"]
