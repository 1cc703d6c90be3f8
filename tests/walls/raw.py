"""SQL as somebody would send it who can inject it, within a request of their own."""

from django.db import connection


def run(statement: str, *parameters):
    """Send one statement; returns the first value of its first row, if it has any."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None
