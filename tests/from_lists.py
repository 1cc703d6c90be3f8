"""Cases that came from an old list, for tests that import none."""

from uuid import UUID

import psycopg

from opennrm.cases.states import FromList


def stands(superuser: psycopg.Connection, case_id: UUID, standing: FromList) -> None:
    """Let a case be one of an old list that waits, was released or withdrawn."""
    with superuser.transaction():
        # The database lets no case that was reported become one of a list.
        superuser.execute("SET LOCAL session_replication_role = replica")
        superuser.execute("UPDATE cases_case SET from_list = %s WHERE id = %s", [standing.value, case_id])
