"""What roles may do about closing cases."""

from opennrm.foundation.permissions import Permission

CLOSING_ASK = Permission("closing_ask", opens_cases=True)
CLOSING_DECIDE = Permission("closing_decide", opens_cases=True, supervises=True)

PERMISSIONS = (CLOSING_ASK, CLOSING_DECIDE)
