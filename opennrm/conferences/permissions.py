"""What roles may do with case conferences."""

from opennrm.foundation.permissions import Permission

CONFERENCE_HOLD = Permission("conference_hold", opens_cases=True, opens_people=True)
CONFERENCE_ATTEND = Permission("conference_attend", opens_cases=True, opens_people=True)
"""Whoever has it answers for their agency where that is invited, and reads what it may of the conference."""

PERMISSIONS = (CONFERENCE_HOLD, CONFERENCE_ATTEND)
