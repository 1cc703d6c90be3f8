"""What roles may do with proceedings, and for children in them."""

from opennrm.foundation.permissions import Permission

PROCEEDING_KEEP = Permission("proceeding_keep", opens_cases=True, opens_people=True)
HEARING_KEEP = Permission("hearing_keep")
COURT_VIEW = Permission("court_view", opens_cases=True)
WITNESS_SUPPORT = Permission("witness_support", opens_cases=True, opens_people=True)
PAYMENT_RECORD = Permission("payment_record", opens_cases=True)

PERMISSIONS = (PROCEEDING_KEEP, HEARING_KEEP, COURT_VIEW, WITNESS_SUPPORT, PAYMENT_RECORD)
