"""What roles may do with consent."""

from opennrm.foundation.permissions import Permission

CONSENT_RECORD = Permission("consent_record", opens_cases=True, opens_people=True)
CONSENT_OVERRIDE = Permission("consent_override", opens_cases=True)
CONSENT_CONFIRM = Permission("consent_confirm")
OBJECTION_DECIDE = Permission("objection_decide")

PERMISSIONS = (CONSENT_RECORD, CONSENT_OVERRIDE, CONSENT_CONFIRM, OBJECTION_DECIDE)
