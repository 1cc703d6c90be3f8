"""What roles may do with printed summaries of cases."""

from opennrm.foundation.permissions import Permission

CASE_PRINT = Permission("case_print", opens_cases=True, opens_people=True)

PERMISSIONS = (CASE_PRINT,)
