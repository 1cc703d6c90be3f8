"""What the pages of accounts add to others."""

from django.utils.translation import gettext_lazy as _

from opennrm.agencies.permissions import ACCOUNT_MANAGE, MEMBERSHIP_CONFIRM
from opennrm.web.agencies import work
from opennrm.web.parts import NavigationLink, Parts, Work

PARTS = Parts(
    navigation=[NavigationLink(order=90, may=(ACCOUNT_MANAGE,), page="account-list", label=_("Accounts"))],
    work=[
        Work(order=70, may=(MEMBERSHIP_CONFIRM, ACCOUNT_MANAGE), sections=work.waiting),
        Work(order=80, may=(ACCOUNT_MANAGE,), sections=work.invited),
    ],
    guide={
        "": "README#signing-in",
        "account-list": "administrator",
        "account-show": "administrator",
        "account-activate": "administrator",
        "account-invite": "administrator#inviting-somebody",
        "agency-invite": "administrator#inviting-somebody",
        "invitation-renew": "administrator#inviting-somebody",
        "invitation-revoke": "administrator#inviting-somebody",
        "confirmation-list": "administrator#a-second-person-confirms",
        "membership-confirm": "administrator#a-second-person-confirms",
        "membership-refuse": "administrator#a-second-person-confirms",
        "membership-end": "administrator#when-somebody-leaves-or-changes-role",
        "membership-change-role": "administrator#when-somebody-leaves-or-changes-role",
        "account-deactivate": "administrator#when-somebody-leaves-or-changes-role",
        "account-take-second-factor": "administrator#when-somebody-loses-their-phone",
        "agency-list": "administrator#agencies",
        "agency-new": "administrator#agencies",
        "agency-edit": "administrator#agencies",
    },
)
