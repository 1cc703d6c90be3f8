"""What roles may do with the directory of services."""

from opennrm.foundation.permissions import Permission

DIRECTORY_EDIT = Permission("directory_edit")
DIRECTORY_VIEW = Permission("directory_view")

PERMISSIONS = (DIRECTORY_EDIT, DIRECTORY_VIEW)
