"""What roles may do with old lists."""

from opennrm.foundation.permissions import Permission

LIST_IMPORT = Permission("list_import", opens_cases=True, opens_people=True)

PERMISSIONS = (LIST_IMPORT,)
