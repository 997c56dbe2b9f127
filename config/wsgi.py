"""Entry point of the web server."""

import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()


def _read_ahead() -> None:
    """The page of rules reads the whole source once in each process: seconds that nobody should wait for."""
    from foundation.rulebook.sources import used_in

    used_in()


Thread(target=_read_ahead, name="read-ahead", daemon=True).start()
