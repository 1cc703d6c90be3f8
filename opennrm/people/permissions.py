"""What roles may do with the persons of a case."""

from opennrm.foundation.permissions import Permission

CASE_SEARCH = Permission("case_search", opens_cases=True, opens_people=True)

PERMISSIONS = (CASE_SEARCH,)
