def test_cast_is_there(cast):
    assert cast.user("clerk.jinnan").may("enter_desk", cast.jinnan.scope)
    assert not cast.user("clerk.jinnan").may("enter_desk", cast.taji.scope)


def test_copy(copied_db):
    from foundation.townships.models import User

    assert User.objects.exists()
