"""Who asks, and what they may do, in one query."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission
from pytest_django import DjangoAssertNumQueries

from articles.models import User
from claims.roles import ROLES
from config.auth import RoleBackend


@pytest.mark.parametrize("role", ROLES)
def test_account_comes_with_the_permissions_of_its_role(
    person: Callable[..., User], django_assert_num_queries: DjangoAssertNumQueries, role: str
) -> None:
    made = person("li", role)
    with django_assert_num_queries(1):
        found = RoleBackend().get_user(made.pk)
        assert found
        assert found.get_all_permissions() == set(ROLES[role])
    assert made.get_all_permissions() == set(ROLES[role])


def test_account_comes_with_permissions_of_its_own(person: Callable[..., User]) -> None:
    made = person("li", "viewer")
    made.user_permissions.add(Permission.objects.get(codename="view_fact"))
    made.user_permissions.add(Permission.objects.get(codename="add_claim"))
    found = RoleBackend().get_user(made.pk)
    assert found
    assert found.get_all_permissions() == {*ROLES["viewer"], "claims.add_claim"}


def test_account_without_a_role_may_do_nothing(person: Callable[..., User]) -> None:
    found = RoleBackend().get_user(person("li").pk)
    assert found
    assert found.get_all_permissions() == set()


def test_superuser_may_do_everything(person: Callable[..., User]) -> None:
    made = person("li")
    User.objects.filter(pk=made.pk).update(is_superuser=True)
    found = RoleBackend().get_user(made.pk)
    assert found
    assert found.has_perm("claims.curate")
    assert len(found.get_all_permissions()) == Permission.objects.count()


def test_closed_account_is_nobody(person: Callable[..., User]) -> None:
    made = person("li", "editor")
    User.objects.filter(pk=made.pk).update(is_active=False)
    assert RoleBackend().get_user(made.pk) is None
    assert RoleBackend().get_user(0) is None
