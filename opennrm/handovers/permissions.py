"""What roles may do about handing cases over."""

from opennrm.foundation.permissions import Permission

HANDOVER_ANSWER = Permission("handover_answer", opens_cases=True, supervises=True)
"""Whoever takes a case over for their agency leads it until it is assigned: so they see all of the agency's cases."""
HANDOVER_ASK = Permission("handover_ask", opens_cases=True)

PERMISSIONS = (HANDOVER_ANSWER, HANDOVER_ASK)
