"""What roles may do with what the child was told."""

from opennrm.foundation.permissions import Permission

TELLING_VIEW = Permission("telling_view", opens_cases=True, opens_people=True)
TELLING_WRITE = Permission("telling_write", opens_cases=True, opens_people=True)

PERMISSIONS = (TELLING_VIEW, TELLING_WRITE)
