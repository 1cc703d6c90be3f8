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
)
