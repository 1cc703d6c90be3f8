"""What packs may name of agencies and their people."""

from .permissions import Permission

PERMISSIONS = tuple(permission.value for permission in Permission)
