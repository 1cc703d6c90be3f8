"""What is recorded of accounts, agencies, invitations and the letters to people, and what they are told."""

from django.utils.translation import gettext_lazy as _

from opennrm.foundation.events import NoticeKind, recorded

WAITS = NoticeKind(
    kind="membership.waits", says=_("Somebody is waiting for your confirmation."), page="confirmation-list"
)
LEFT = NoticeKind(
    kind="membership.left",
    says=_("Somebody in your agency can no longer work on their cases. Hand the cases over."),
    page="caseload-list",
)
CONFIRMED = NoticeKind(kind="membership.confirmed", says=_("You have been confirmed and can start work."))

NOTICES = (WAITS, LEFT, CONFIRMED)
EVENTS = recorded(
    {
        "account.activated": _("Let an account sign in again"),
        "account.created": _("Created an account"),
        "account.deactivated": _("Deactivated an account"),
        "account.password_changed": _("Changed their password"),
        "account.password_reset": _("Set a new password with a link from an email"),
        "account.sign_in_failed": _("Somebody could not sign in"),
        "account.signed_in": _("Signed in"),
        "account.signed_out": _("Signed out"),
        "account.signed_out_elsewhere": _("Signed out on all other devices"),
        "agency.changed": _("Changed an agency"),
        "agency.created": _("Added an agency"),
        "agency.switched": _("Began to act for another agency"),
        "conduct.accepted": _("Accepted the code of conduct"),
        "invitation.accepted": _("Accepted an invitation"),
        "invitation.made": _("Invited somebody"),
        "invitation.renewed": _("Sent an invitation again"),
        "invitation.revoked": _("Withdrew an invitation"),
        "letter.dropped": _("Did not send an email that was no longer needed"),
        "letter.posted": _("Asked for an email to be sent"),
        "letter.refused": _("Tried to send an email that the mail server did not accept"),
        "letter.sent": _("Sent an email"),
        "letters.cleared": _("Deleted old emails"),
        "membership.added": _("Gave somebody a role at an agency"),
        "membership.confirmed": _("Confirmed somebody's role as the second person"),
        "membership.ended": _("Ended somebody's work for an agency"),
        "membership.refused": _("Refused somebody's role as the second person"),
        "membership.role_changed": _("Changed somebody's role"),
        "membership.waits_again": _("Made somebody wait for a second person again"),
        "memberships.brought_in_line": _("Brought roles in line with the country pack"),
        "notices.sent": _("Sent emails to say that something is waiting"),
        "second_factor.enrolled": _("Set up two-step sign-in"),
        "second_factor.recovery_code_used": _("Signed in with a recovery code"),
        "second_factor.recovery_codes_renewed": _("Made new recovery codes"),
        "second_factor.recovery_codes_shown": _("Looked at their recovery codes"),
        "second_factor.removed": _("Turned off two-step sign-in"),
    }
)
