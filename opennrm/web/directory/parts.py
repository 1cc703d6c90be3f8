"""What the pages of the directory add to others."""

from django.utils.translation import gettext_lazy as _

from opennrm.directory.permissions import DIRECTORY_EDIT, DIRECTORY_VIEW
from opennrm.web.directory import work
from opennrm.web.parts import NavigationLink, Parts, Work

PARTS = Parts(
    navigation=[NavigationLink(order=60, may=(DIRECTORY_VIEW,), page="service-list", label=_("Services"))],
    work=[Work(order=60, may=(DIRECTORY_EDIT,), sections=work.to_confirm)],
    guide={"": "service#keeping-your-entry-up-to-date"},
)
