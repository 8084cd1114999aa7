"""Passwords as Django checks them; who asks and what they may do in one query instead of three."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, Permission
from django.db.models import Func, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Concat

from articles.models import User
from articles.models.compiled import Compiled


class Joined(Func):
    """The words of all rows with a space between, in place of the rows."""

    function = "STRING_AGG"
    template = "%(function)s(%(expressions)s, ' ')"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **context)


def granted(user: int) -> QuerySet[Permission]:
    """The permissions of an account, by its primary key: its own and those of its roles."""
    own = User.user_permissions.through.objects.filter(user=user)
    roles = User.groups.through.objects.filter(user=user).values("group")
    of_roles = Group.permissions.through.objects.filter(group__in=roles)
    return Permission.objects.filter(
        Q(pk__in=own.values("permission")) | Q(pk__in=of_roles.values("permission"))
    )


@Compiled
def with_permissions(user: int) -> QuerySet[User]:
    name = Concat("content_type__app_label", Value("."), "codename")
    names = granted(user).order_by().annotate(names=Joined(name)).values("names")
    return User.objects.annotate(granted=Subquery(names)).filter(pk=user)


class RoleBackend(ModelBackend):
    def get_user(self, user_id: Any) -> User | None:
        """The account as each request needs it: its permissions come along."""
        user: Any = next(iter(with_permissions(int(user_id))), None)
        if user is None or not self.user_can_authenticate(user):
            return None
        if not user.is_superuser:  # who may do everything, as Django has it
            # Where ModelBackend keeps them once it has asked.
            user._user_perm_cache = set((user.granted or "").split())
        return user  # type: ignore[no-any-return]

    def _get_user_permissions(self, user_obj: User) -> QuerySet[Permission]:
        return granted(user_obj.pk)

    def _get_group_permissions(self, user_obj: User) -> QuerySet[Permission]:
        return Permission.objects.none()
