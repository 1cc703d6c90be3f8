"""What roles may do with lists of cases."""

from opennrm.foundation.permissions import Permission

CASE_EXPORT = Permission("case_export", opens_cases=True, opens_people=True)

PERMISSIONS = (CASE_EXPORT,)
