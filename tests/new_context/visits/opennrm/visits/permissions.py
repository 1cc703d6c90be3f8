"""What roles may do with visits."""

from opennrm.foundation.permissions import Permission

VISIT_RECORD = Permission("visit_record", opens_cases=True)

PERMISSIONS = (VISIT_RECORD,)
