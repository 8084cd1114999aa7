"""Passwords as Django checks them; permissions of user and roles in one query instead of two."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet

from articles.models import User


class RoleBackend(ModelBackend):
    def _get_user_permissions(self, user_obj: User) -> QuerySet[Permission]:
        return Permission.objects.filter(Q(user=user_obj) | Q(group__user=user_obj)).distinct()

    def _get_group_permissions(self, user_obj: User) -> QuerySet[Permission]:
        return Permission.objects.none()
