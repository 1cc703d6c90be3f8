"""What roles may do with placements."""

from opennrm.foundation.permissions import Permission

PLACEMENT_KEEP = Permission("placement_keep", opens_cases=True, opens_people=True)

PERMISSIONS = (PLACEMENT_KEEP,)
