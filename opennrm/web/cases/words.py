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

NOTICES = {
    "concern.new": _("A new concern is waiting for your team."),
    "case.assigned": _("A case was assigned to you."),
    "decision.waiting": _("A decision is waiting for your team."),
    "decision.made": _("The agency that you asked has made its decision."),
    "decision.lapsed": _("The agency that you asked has not decided in time."),
    "decision.not_wanted": _("A decision is no longer needed from your team."),
    "referral.waiting": _("A request is waiting for an answer from your team."),
    "referral.answered": _("Your request was answered."),
    "referral.overdue": _("A request was not answered in time."),
    "referral.ended": _("Your request has ended."),
    "clock.overdue": _("A time limit has passed."),
    "membership.waits": _("Somebody is waiting for your confirmation."),
    "membership.confirmed": _("You have been confirmed and can start work."),
    "concern.progress": _("There is news about something that you reported."),
}
NOTICE_PAGES = {
    "concern.new": "case-show",
    "case.assigned": "case-show",
    "decision.waiting": "case-show",
    "decision.made": "case-show",
    "decision.lapsed": "case-show",
    "referral.waiting": "referral-show",
    "referral.answered": "referral-show",
    "referral.overdue": "referral-show",
    "referral.ended": "referral-show",
    "clock.overdue": "case-show",
    "concern.progress": "concern-receipt",
}
"""The page about its subject, to which a notice leads."""
NOTICE_LISTS = {"membership.waits": "confirmation-list"}
"""The page to which a notice without a subject leads, where that is not My work."""
ANY_NOTICE = _("Something is waiting for you.")

RIGHTS = {
    "lead": _("as the agency that leads the case"),
    "assigned": _("as the person the case is assigned to"),
    "serving": _("as a service that helps the child"),
    "asked": _("as a service that was asked to help"),
    "deciding": _("as an agency that was asked for a decision"),
    "reporter": _("as the person who reported the concern"),
}
