"""What roles may do about keeping and erasing cases."""

from opennrm.foundation.permissions import Permission

ERASURE_ASK = Permission("erasure_ask", opens_cases=True, supervises=True)
ERASURE_DECIDE = Permission("erasure_decide")
"""Whoever decides reads when a case was opened and closed and how long it is kept. They never see the case."""
HOLD_SET = Permission("hold_set", opens_cases=True)

PERMISSIONS = (ERASURE_ASK, ERASURE_DECIDE, HOLD_SET)
