"""How the database goes about a query: nothing that is asked often reads a whole big table."""

from typing import Any

from django.db import connection


def plan_of(query: Any) -> str:
    """The plan of a queryset, or of SQL, a step a line. PostgreSQL says how it would go where it
    can avoid to read a table from end to end: it prefers that in a small one."""
    sql, params = (query, None) if isinstance(query, str) else query.query.sql_with_params()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            return "\n".join(row[-1] for row in cursor.fetchall())
        cursor.execute("SET enable_seqscan = off")
        try:
            cursor.execute(f"EXPLAIN {sql}", params)
            return "\n".join(row[0] for row in cursor.fetchall())
        finally:
            cursor.execute("RESET enable_seqscan")
