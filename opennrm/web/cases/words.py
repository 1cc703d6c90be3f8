"""Codes of a case in words."""

from django.utils.translation import gettext_lazy as _

from opennrm.referrals.next_step import NextStep

NEXT_STEPS = {
    NextStep.TAKE: _("Take this case"),
    NextStep.SCREEN: _("Screen the child"),
    NextStep.AWAIT_DECISION: _("Another agency has to decide"),
    NextStep.REFER: _("Refer the child to a service"),
    NextStep.AWAIT_ANSWER: _("A service has to answer"),
    NextStep.FOLLOW: _("Follow up on how the child is doing"),
}
"""What is to be decided stands in the country pack."""

RIGHTS = {
    "lead": _("as the agency that leads the case"),
    "assigned": _("as the person the case is assigned to"),
    "serving": _("as a service that helps the child"),
    "asked": _("as a service that was asked to help"),
    "deciding": _("as an agency that was asked for a decision"),
    "reporter": _("as the person who reported the concern"),
}
