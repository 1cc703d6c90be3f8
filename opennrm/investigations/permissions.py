"""What roles may do with investigations, suspects, and children who are not to be punished."""

from opennrm.foundation.permissions import Permission

INVESTIGATE = Permission("investigate", opens_cases=True, opens_people=True, investigates=True)
INVESTIGATION_OVERSEE = Permission("investigation_oversee", opens_cases=True, opens_people=True)
INVESTIGATION_PROSECUTE = Permission("investigation_prosecute", opens_cases=True, opens_people=True)
NETWORK_EXPORT = Permission("network_export", opens_cases=True, opens_people=True)
CHILD_SUSPECT_AGREE = Permission("child_suspect_agree", opens_cases=True)
NON_PUNISHMENT_FLAG = Permission("non_punishment_flag", opens_cases=True)
NON_PUNISHMENT_DECIDE = Permission("non_punishment_decide", opens_cases=True)

PERMISSIONS = (
    INVESTIGATE,
    INVESTIGATION_OVERSEE,
    INVESTIGATION_PROSECUTE,
    NETWORK_EXPORT,
    CHILD_SUSPECT_AGREE,
    NON_PUNISHMENT_FLAG,
    NON_PUNISHMENT_DECIDE,
)
