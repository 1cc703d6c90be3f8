"""The audit in sentences: what was done, by whom, for which agency, and by which right."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from opennrm.audit.models import AuditEvent
from opennrm.cases.states import Part
from opennrm.country.pack import pack
from opennrm.web.design import entries

SENTENCES = {
    "account.activated": lazy("Let an account sign in again"),
    "account.created": lazy("Created an account"),
    "account.deactivated": lazy("Deactivated an account"),
    "account.password_changed": lazy("Changed their password"),
    "account.password_reset": lazy("Set a new password with a link from an email"),
    "account.sign_in_failed": lazy("Somebody could not sign in"),
    "account.signed_in": lazy("Signed in"),
    "account.signed_out": lazy("Signed out"),
    "account.signed_out_elsewhere": lazy("Signed out on all other devices"),
    "agency.changed": lazy("Changed an agency"),
    "agency.created": lazy("Added an agency"),
    "agency.switched": lazy("Began to act for another agency"),
    "attachment.added": lazy("Added a file to a draft"),
    "attachment.removed": lazy("Removed a file from a draft"),
    "audit.exported": lazy("Downloaded a part of the audit"),
    "audit.verified": lazy("Checked the audit against its seal"),
    "audit.viewed": lazy("Looked through the audit"),
    "case.assigned": lazy("Assigned the case to somebody"),
    "case.history_viewed": lazy("Looked at who had looked at the case"),
    "case.opened": lazy("Opened the case"),
    "case.viewed": lazy("Looked at the case"),
    "clock.escalated": lazy("Told the supervisors that a time limit had run out"),
    "clock.moved": lazy("Moved a time limit, because the calendar of working days was changed"),
    "clock.paused": lazy("Paused a time limit"),
    "clock.resumed": lazy("Resumed a time limit"),
    "clock.started": lazy("A time limit began"),
    "clock.stopped": lazy("A time limit was met"),
    "clock.viewed": lazy("Looked at a time limit"),
    "clock_pause.opened": lazy("Read why a time limit was paused"),
    "concern.opened": lazy("Read the concern as it was reported"),
    "concern.received": lazy("Reported a concern"),
    "conduct.accepted": lazy("Accepted the code of conduct"),
    "decision_request.lapsed": lazy("Ended a request for a decision that nobody made in time"),
    "decision_request.sent": lazy("Asked another agency for a decision"),
    "decision_request.withdrawn": lazy("Withdrew a request for a decision"),
    "decision.opened": lazy("Read the reasons for a decision"),
    "document.opened": lazy("Opened a document"),
    "documents.listed": lazy("Read the titles of the documents"),
    "draft.discarded": lazy("Deleted a draft"),
    "draft.expired": lazy("Deleted a draft that had expired"),
    "draft.opened": lazy("Opened their own draft"),
    "draft.saved": lazy("Saved a draft"),
    "draft.started": lazy("Began a draft"),
    "estimate.begun": lazy("Began to work out an estimate"),
    "estimate.cancelled": lazy("Cancelled an estimate"),
    "estimate.deleted": lazy("Deleted an estimate"),
    "estimate.done": lazy("Worked out an estimate"),
    "estimate.downloaded": lazy("Downloaded an estimate"),
    "estimate.expired": lazy("Deleted an estimate that had expired"),
    "estimate.failed": lazy("Could not work out an estimate"),
    "estimate.opened": lazy("Looked at an estimate"),
    "estimate.question_opened": lazy("Read the lists of an estimate"),
    "estimate.requested": lazy("Asked for an estimate"),
    "estimate.shared": lazy("Decided who may read an estimate"),
    "estimate.tried_again": lazy("Asked for an estimate again"),
    "estimates.listed": lazy("Read the titles of estimates"),
    "identification.decided": lazy("Made an identification decision"),
    "identity.found": lazy("Saw the name of the child among the results of a search"),
    "identity.opened": lazy("Opened the identity of the child"),
    "invitation.accepted": lazy("Accepted an invitation"),
    "invitation.made": lazy("Invited somebody"),
    "invitation.renewed": lazy("Sent an invitation again"),
    "invitation.revoked": lazy("Withdrew an invitation"),
    "letter.dropped": lazy("Did not send an email that was no longer needed"),
    "letter.posted": lazy("Asked for an email to be sent"),
    "letter.refused": lazy("Tried to send an email that the mail server did not accept"),
    "letter.sent": lazy("Sent an email"),
    "letters.cleared": lazy("Deleted old emails"),
    "membership.added": lazy("Gave somebody a role at an agency"),
    "membership.confirmed": lazy("Confirmed somebody's role as the second person"),
    "membership.ended": lazy("Ended somebody's work for an agency"),
    "membership.refused": lazy("Refused somebody's role as the second person"),
    "membership.role_changed": lazy("Changed somebody's role"),
    "membership.waits_again": lazy("Made somebody wait for a second person again"),
    "memberships.brought_in_line": lazy("Brought roles in line with the country pack"),
    "notices.sent": lazy("Sent emails to say that something is waiting"),
    "receipt.viewed": lazy("Looked at the receipt"),
    "referral.accepted": lazy("Accepted a referral"),
    "referral.completed": lazy("Completed a referral"),
    "referral.declined": lazy("Declined a referral"),
    "referral.escalated": lazy("Reminded both sides of a referral without an answer"),
    "referral.expired": lazy("Ended a referral that nobody answered"),
    "referral.no_show": lazy("Recorded that the child did not come"),
    "referral.notes_opened": lazy("Read the notes of a referral"),
    "referral.sent": lazy("Asked a service to help"),
    "referral.viewed": lazy("Looked at a referral"),
    "referral.withdrawn": lazy("Withdrew a referral"),
    "screening.begun": lazy("Began a screening"),
    "screening.completed": lazy("Completed a screening"),
    "screening.discarded": lazy("Discarded an unfinished screening"),
    "screening.section_saved": lazy("Saved answers in a screening"),
    "screening.viewed": lazy("Looked at a screening"),
    "screening_draft.opened": lazy("Opened an unfinished screening"),
    "search.made": lazy("Searched, and was shown results"),
    "second_factor.enrolled": lazy("Set up two-step sign-in"),
    "second_factor.recovery_code_used": lazy("Signed in with a recovery code"),
    "second_factor.recovery_codes_renewed": lazy("Made new recovery codes"),
    "second_factor.recovery_codes_shown": lazy("Looked at their recovery codes"),
    "second_factor.removed": lazy("Turned off two-step sign-in"),
    "service.added": lazy("Added a service to the directory"),
    "service.confirmed": lazy("Confirmed the free places of a service"),
    "service.edited": lazy("Changed a service in the directory"),
    "service.decline_noted": lazy("Noted in the directory that a service declined today"),
    "service.place_given_back": lazy("Added one free place"),
    "service.place_taken": lazy("Removed one free place"),
}
"""What each kind of event means; the agent stands apart. A test asks for one for every kind in the code."""

TONES = {
    "opened": "warn",
    "viewed": "neutral",
    "decided": "warn",
    "deactivated": "danger",
    "sign_in_failed": "danger",
}

RIGHTS = {
    "assigned": lazy("the case was assigned to them"),
    "author": lazy("they wrote it"),
    "reporter": lazy("they reported the concern"),
    "auditor": lazy("they are an auditor"),
    Part.LEAD.value: lazy("their agency leads the case"),
    Part.ASKED.value: lazy("their service was asked to help"),
    Part.SERVING.value: lazy("their service helps the child"),
    Part.DECIDING.value: lazy("their agency was asked for a decision"),
}


def as_entries(events: Iterable[AuditEvent]) -> list[entries.TimelineEntry]:
    """Events of one case, for the agency that leads it."""
    return [_entry(event, body=_right(event)) for event in events]


def for_auditors(events: Iterable[AuditEvent]) -> list[entries.TimelineEntry]:
    """Events of any case: cases are told apart by the beginning of their number, and nothing names a child."""
    return [_entry(event, body=_traces(event)) for event in events]


def _entry(event: AuditEvent, *, body: str) -> entries.TimelineEntry:
    tone = TONES.get(event.kind.rpartition(".")[2], "neutral")
    return entries.TimelineEntry(
        at=event.at, title=sentence(event.kind), by=by_whom(event), body=body, url="", tone=tone
    )


def sentence(kind: str) -> str:
    """What was done, in words; a kind that is not known yet is still told."""
    known = SENTENCES.get(kind)
    return str(known) if known else _("Something was recorded: {kind}").format(kind=kind)


def by_whom(event: AuditEvent) -> str:
    if event.job:
        return _("the system")
    if not event.account_name:
        return _("somebody who was not signed in")
    if not event.agency_name:
        return event.account_name
    role = pack().roles.get(event.role)
    title = role.title.lower() if role else event.role
    return _("{name}, {role}, {agency}").format(name=event.account_name, role=title, agency=event.agency_name)


def right(event: AuditEvent) -> str:
    """By which right it was done, in words; empty where none was noted."""
    return str(RIGHTS.get(event.right, ""))


def case_number(event: AuditEvent) -> str:
    """The beginning of the case's id, by which an auditor tells cases apart."""
    return str(event.case_id)[:8] if event.case_id else ""


def _right(event: AuditEvent) -> str:
    known = right(event)
    return _("Allowed because {reason}.").format(reason=known) if known else ""


def _traces(event: AuditEvent) -> str:
    found = [_right(event)]
    if event.case_id:
        found.append(_("Case {number}.").format(number=case_number(event)))
    if event.origin:
        found.append(_("From {address}.").format(address=event.origin))
    return " ".join(part for part in found if part)
