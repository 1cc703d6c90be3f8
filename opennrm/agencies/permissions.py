"""What roles may do with agencies and their people."""

from opennrm.foundation.permissions import Permission

ACCOUNT_MANAGE = Permission("account_manage", confirms=True)
MEMBERSHIP_CONFIRM = Permission("membership_confirm", confirms=True)
WORK_VIEW = Permission("work_view")

PERMISSIONS = (ACCOUNT_MANAGE, MEMBERSHIP_CONFIRM, WORK_VIEW)
