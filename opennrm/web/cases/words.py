"""Codes of a case in words."""

from django.utils.translation import gettext_lazy as _

RIGHTS = {
    "lead": _("as the agency that leads the case"),
    "assigned": _("as the person the case is assigned to"),
    "serving": _("as a service that helps the child"),
    "asked": _("as a service that was asked to help"),
    "deciding": _("as an agency that was asked for a decision"),
    "reporter": _("as the person who reported the concern"),
}
