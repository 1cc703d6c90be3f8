"""What the pages of the directory add to others."""

from django.utils.translation import gettext_lazy as _

from opennrm.agencies.permissions import Permission
from opennrm.web.directory import work
from opennrm.web.parts import NavigationLink, Parts, Work

PARTS = Parts(
    navigation=[
        NavigationLink(order=60, may=(Permission.DIRECTORY_VIEW,), page="service-list", label=_("Services"))
    ],
    work=[Work(order=60, may=(Permission.DIRECTORY_EDIT,), sections=work.to_confirm)],
)
