"""What roles may do with the care of a child."""

from opennrm.foundation.permissions import Permission

CARE_VIEW = Permission("care_view", opens_cases=True, opens_people=True)
CARE_WRITE = Permission("care_write", opens_cases=True, opens_people=True)
CARE_AGREE = Permission("care_agree", opens_cases=True, opens_people=True)
DELIVERY_WRITE = Permission("delivery_write", opens_cases=True, opens_people=True)
THERAPY_WRITE = Permission("therapy_write", opens_cases=True, opens_people=True)

PERMISSIONS = (CARE_VIEW, CARE_WRITE, CARE_AGREE, DELIVERY_WRITE, THERAPY_WRITE)
