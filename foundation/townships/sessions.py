"""Sessions that know whose they are (`SESSION_ENGINE`)."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DBStore
from django.utils.dateparse import parse_datetime

from foundation.townships.models import LoginSession

#: What the login writes into a session (`townships.views`), to be seen in the list of sessions.
STARTED, SEEN, NETWORK, DEVICE = "started", "seen", "network", "device"
#: The second factor was shown in this session.
VERIFIED = "second_factor"


class SessionStore(DBStore):
    @classmethod
    def get_model_class(cls) -> type[LoginSession]:
        return LoginSession

    def create_model_instance(self, data: dict[str, Any]) -> LoginSession:
        session: LoginSession = super().create_model_instance(data)  # type: ignore[assignment]
        session.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        session.started = parse_datetime(data.get(STARTED, ""))
        session.seen = parse_datetime(data.get(SEEN, "")) or session.started
        session.network = data.get(NETWORK, "")
        session.device = data.get(DEVICE, "")
        return session
