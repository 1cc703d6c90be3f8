"""What roles may do with the figures of their agency."""

from opennrm.foundation.permissions import Permission

# Everybody of a role reads the same figures, which are counted as one of them sees the cases: so all have to see all.
AGENCY_OVERVIEW = Permission("agency_overview", opens_cases=True, supervises=True)

PERMISSIONS = (AGENCY_OVERVIEW,)
