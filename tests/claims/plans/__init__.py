"""How the databases find what is asked: no hot query reads a big table from end to end."""

from typing import Any

from django.db import connection
from django.db.models import QuerySet


def plan_of(query: QuerySet[Any, Any] | str) -> str:
    """What the database says it would do; on PostgreSQL as if reading whole tables were dear."""
    if isinstance(query, QuerySet):
        sql, parameters = query.query.sql_with_params()
    else:
        sql, parameters = query, ()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
        cursor.execute(f"{explain} {sql}", parameters)
        rows = cursor.fetchall()
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = on")
    return "\n".join(str(row[-1]) for row in rows)
