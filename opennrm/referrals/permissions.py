"""What roles may do with referrals."""

from opennrm.foundation.permissions import Permission

REFERRAL_ANSWER = Permission("referral_answer", opens_cases=True)
REFERRAL_SEND = Permission("referral_send", opens_cases=True)

PERMISSIONS = (REFERRAL_ANSWER, REFERRAL_SEND)
