"""What roles may do with best-interests procedures."""

from opennrm.foundation.permissions import Permission

BEST_INTERESTS_KEEP = Permission("best_interests_keep", opens_cases=True, opens_people=True)
BEST_INTERESTS_DECIDE = Permission("best_interests_decide", opens_cases=True, opens_people=True)
PANEL_SIT = Permission("panel_sit", opens_cases=True, opens_people=True)
"""Whoever has it takes a seat for their agency in a panel to which that was asked, and votes there."""

PERMISSIONS = (BEST_INTERESTS_KEEP, BEST_INTERESTS_DECIDE, PANEL_SIT)
