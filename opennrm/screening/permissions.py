"""What roles may do with screening and identification."""

from opennrm.foundation.permissions import Permission

DECISION_VIEW = Permission("decision_view", opens_cases=True, opens_people=True)
DECISION_MAKE = Permission("decision_make", opens_cases=True)
SCREENING_DO = Permission("screening_do", opens_cases=True, takes_new_cases=True)
SCREENING_VIEW = Permission("screening_view", opens_cases=True, opens_people=True)

PERMISSIONS = (DECISION_VIEW, DECISION_MAKE, SCREENING_DO, SCREENING_VIEW)
