"""What roles may do with recordings. Nobody may look at a master."""

from opennrm.foundation.permissions import Permission

CUSTODY_KEEP = Permission("custody_keep", opens_cases=True, opens_people=True, keeps_recordings=True)
"""Whoever has it receives recordings, makes and hands over copies, and ends who may look at them."""
COPY_ORDER = Permission("copy_order", opens_cases=True, opens_people=True)
"""Whoever has it orders copies for prosecution, defence and court, and is the second person who lets a master go."""
COPY_VIEW = Permission("copy_view", opens_cases=True, opens_people=True)
"""Whoever has it looks at copies that were made for their agency."""

PERMISSIONS = (CUSTODY_KEEP, COPY_ORDER, COPY_VIEW)
