"""What roles may do with concerns."""

from opennrm.foundation.permissions import Permission

CONCERN_REPORT = Permission("concern_report")

PERMISSIONS = (CONCERN_REPORT,)
