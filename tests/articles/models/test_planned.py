"""What is asked again and again for rows by keys is planned once by PostgreSQL; nothing else is."""

import pytest
from django.db import connection

from articles.models import User
from articles.models.planned import TIMES, planned_once

KEPT = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s"
ASKED = '%FROM "articles_user" WHERE "articles_user"."id" = $1%'


def kept() -> int:
    with connection.cursor() as cursor:
        cursor.execute(KEPT, [ASKED])
        return int(cursor.fetchone()[0])


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no plans to keep")
def test_plan_is_kept_of_what_is_asked_within_and_of_nothing_else(db: None) -> None:
    before = kept()
    for n in range(2 * TIMES):
        User.objects.filter(pk=n).first()
    assert kept() == before
    with planned_once():
        for n in range(2 * TIMES):
            User.objects.filter(pk=n).first()
    assert kept() == before + 1


def test_rows_are_found_all_the_same_and_errors_come_through(editor: User) -> None:
    @planned_once()
    def found(pk: int) -> User:
        return User.objects.get(pk=pk)

    for _n in range(2 * TIMES):
        assert found(editor.pk) == editor
        with pytest.raises(User.DoesNotExist):
            found(0)
    if connection.vendor == "postgresql":
        assert connection.connection.prepare_threshold is None
