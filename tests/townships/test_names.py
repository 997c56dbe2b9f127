"""Every row says what it is; none says a secret."""

from foundation.townships.models import Authenticator, FormerPassword, HandOverLine, LoginSession, RecoveryCode


def test_rows_of_logins_are_named_without_what_they_keep(db):
    key = "k" * 32
    assert str(Authenticator(user_id=7)) == "7"
    assert str(RecoveryCode(user_id=7, sign="abcd", hashed="x")) == "7:abcd"
    assert str(FormerPassword(user_id=7, password="secret")) == "7"
    assert str(LoginSession(session_key=key)) == key
    assert str(HandOverLine(title="修路")) == "修路"
