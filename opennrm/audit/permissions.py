"""What roles may do with the audit."""

from opennrm.foundation.permissions import Permission

AUDIT_VIEW = Permission("audit_view", opens_cases=True, opens_people=True, reads_audit=True)

PERMISSIONS = (AUDIT_VIEW,)
