"""A process that rotates the keys of the test's table, to be killed: `python -m tests.keys.rotating`."""

import sys
import time

import django

if __name__ == "__main__":
    django.setup()
    from django.utils import timezone

    from foundation.keys import rotation
    from foundation.keys.events import rotated
    from tests.keys.cards import card_model, known

    def say(progress: rotation.Progress) -> None:
        sys.stdout.write(f"{progress}\n")
        sys.stdout.flush()
        # Slow enough to be hit in the middle of its work.
        time.sleep(0.02)

    rotation.BATCH = 20
    with known(card_model()), rotated.only():
        rotation.rotate(actor="test", now=timezone.now(), report=say)
