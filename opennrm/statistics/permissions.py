"""What roles may do with estimates."""

from opennrm.foundation.permissions import Permission

ESTIMATE_RUN = Permission("estimate_run")
ESTIMATE_SMALL_COUNTS = Permission("estimate_small_counts")
ESTIMATE_VIEW = Permission("estimate_view")

PERMISSIONS = (ESTIMATE_RUN, ESTIMATE_SMALL_COUNTS, ESTIMATE_VIEW)
