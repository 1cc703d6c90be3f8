"""What roles may do with cases."""

from opennrm.foundation.permissions import Permission

CASE_ASSIGN = Permission("case_assign", opens_cases=True, supervises=True)
CASE_AUDIT_VIEW = Permission("case_audit_view", opens_cases=True, opens_people=True)
CASE_VIEW = Permission("case_view", opens_cases=True, opens_people=True)
CLOCK_PAUSE = Permission("clock_pause", opens_cases=True)
IDENTITY_OPEN = Permission("identity_open", opens_cases=True, opens_people=True)

PERMISSIONS = (CASE_ASSIGN, CASE_AUDIT_VIEW, CASE_VIEW, CLOCK_PAUSE, IDENTITY_OPEN)
