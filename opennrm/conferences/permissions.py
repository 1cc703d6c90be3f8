"""What roles may do with case conferences."""

from opennrm.foundation.permissions import Permission

CONFERENCE_HOLD = Permission("conference_hold", opens_cases=True, opens_people=True)

PERMISSIONS = (CONFERENCE_HOLD,)
