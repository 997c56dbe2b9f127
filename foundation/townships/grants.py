"""The projection of assignments onto guardian rows: one row per user, division and capability held today."""

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.models import Permission

from foundation.townships.models import Assignment, DivisionGrant, User
from foundation.townships.states import ROLES, Role


def project(today: date, users: Iterable[User] | None = None) -> tuple[int, int]:
    """Make the guardian rows of these users (of all, when none are named) what their assignments say today.

    Returns how many rows were added and how many removed: (0, 0) when the projection was right.
    """
    assignments = Assignment.objects.on(today).filter(user__is_active=True)
    present = DivisionGrant.objects.all()
    if users is not None:
        pks = [user.pk for user in users]
        assignments, present = assignments.filter(user__in=pks), present.filter(user__in=pks)
    permissions = {
        permission.codename: permission.pk
        for permission in Permission.objects.filter(content_type__app_label="townships", content_type__model="division")
    }
    wanted = {
        (user, division, permissions[capability])
        for user, division, role in assignments.values_list("user", "division", "role")
        for capability in ROLES[Role(role)][1]
    }
    rows = {(row.user_id, row.content_object_id, row.permission_id): row.pk for row in present}
    surplus = [rows[key] for key in rows.keys() - wanted]
    missing = [
        DivisionGrant(user_id=user, content_object_id=division, permission_id=permission)
        for user, division, permission in sorted(wanted - rows.keys())
    ]
    DivisionGrant.objects.filter(pk__in=surplus).delete()
    DivisionGrant.objects.bulk_create(missing)
    return len(missing), len(surplus)
