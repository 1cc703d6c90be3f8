"""What happens to interviews, and what follows from it. No sentence says anything about the child."""

from django.utils.translation import gettext_lazy as _

from opennrm.cases.events import Whom
from opennrm.country.titles import title_of
from opennrm.foundation.events import Detail, Event, NoticeKind, Told, recorded

from .states import StoppedBy

OTHERS = "agencies that take part in the interview"
"""The parts in the case that cover interviews, of which the lead's own is none."""

TO_APPROVE = NoticeKind(
    kind="interview.to_approve",
    says=_("An agency has asked for a further interview of a child. Say whether you agree."),
    about="interview",
)
TO_ARRANGE = NoticeKind(
    kind="interview.to_arrange", says=_("An interview needs a time and a place."), about="interview"
)
ANSWERED_NOTICE = NoticeKind(
    kind="interview.answered",
    says=_("Another agency has said whether it agrees to a further interview."),
    about="interview",
)
SCHEDULED_NOTICE = NoticeKind(
    kind="interview.scheduled", says=_("An interview has a time."), about="interview"
)
LOST_NOTICE = NoticeKind(
    kind="interview.lost_its_time", says=_("An interview has lost its time."), about="interview"
)
CANCELLED_NOTICE = NoticeKind(
    kind="interview.cancelled", says=_("An interview will not be held."), about="interview"
)
HELD_NOTICE = NoticeKind(kind="interview.held", says=_("An interview has ended."), about="interview")
MUST_ACT_NOTICE = NoticeKind(
    kind="interview.must_act",
    says=_("Something came up in an interview that cannot wait. Act on it."),
    about="interview",
)
TO_COUNTERSIGN = NoticeKind(
    kind="interview.to_countersign",
    says=_("An interview was not recorded, or only in part. A second person has to confirm that."),
    about="interview",
)
REVIEW_NOTICE = NoticeKind(kind="interview.review", says=_("A case review was called."), about="interview")
BASIS_NOTICE = NoticeKind(
    kind="interview.basis_ended",
    says=_("Nothing allows the recording of an interview any more. If it is under way, stop it."),
    about="interview",
)
FADING_NOTICE = NoticeKind(
    kind="examination.samples_fading",
    says=_("Samples become harder to find. A child can be examined at any time all the same."),
    about="case",
)
UNTIL_TIMED = (TO_APPROVE, TO_ARRANGE, ANSWERED_NOTICE, SCHEDULED_NOTICE, LOST_NOTICE)
"""What nobody need look at any more once the interview has begun or is cancelled."""
NOTICES = (
    *UNTIL_TIMED,
    CANCELLED_NOTICE,
    HELD_NOTICE,
    MUST_ACT_NOTICE,
    TO_COUNTERSIGN,
    REVIEW_NOTICE,
    BASIS_NOTICE,
    FADING_NOTICE,
)


def _told(notice: NoticeKind, *whom: str) -> tuple[Told, ...]:
    return tuple(Told(whom=each, notice=notice) for each in whom)


EVERYBODY = (Whom.HOLDER, OTHERS)


def _because(name: str):
    def in_words(detail: Detail) -> str:
        return title_of(name, detail["reason"])

    return in_words


def _stopped_by(detail: Detail) -> dict[str, str]:
    return {"by": str(StoppedBy(detail["by_whom"]).label)}


def _requested(clock: str) -> Event:
    return Event(
        kind=clock,
        audit=_("Asked for an interview of the child"),
        story=_("An interview of the child was asked for"),
        about="interview",
        clock=clock,
        tells=_told(TO_ARRANGE, OTHERS, Whom.HOLDER),
    )


REQUESTED = _requested("interview.requested")
REQUESTED_24H = _requested("interview.requested_24h")
REQUESTED_3D = _requested("interview.requested_3d")
APPROVAL_ASKED = Event(
    kind="interview.approval_asked",
    audit=_("Asked for a further interview of the child"),
    story=_("A further interview of the child was asked for"),
    about="interview",
    clock="interview.approval_asked",
    tells=_told(TO_APPROVE, Whom.SUPERVISION, OTHERS),
)
APPROVED = Event(
    kind="interview.approved",
    audit=_("Agreed to a further interview of the child"),
    story=_("A further interview of the child was agreed to"),
    tone="good",
    about="interview",
    clock="interview.approval_answered",
    tells=(*_told(ANSWERED_NOTICE, Whom.HOLDER), *_told(TO_ARRANGE, OTHERS)),
    settles=(TO_APPROVE,),
)
REFUSED = Event(
    kind="interview.refused",
    audit=_("Refused a further interview of the child"),
    story=_("A further interview of the child was refused"),
    tone="warn",
    about="interview",
    clock="interview.approval_answered",
    tells=_told(ANSWERED_NOTICE, *EVERYBODY),
    settles=(TO_APPROVE,),
)
SCHEDULED = Event(
    kind="interview.scheduled",
    audit=_("Gave an interview a time and a place"),
    story=_("The interview has a time"),
    tone="info",
    about="interview",
    tells=_told(SCHEDULED_NOTICE, *EVERYBODY),
    settles=(TO_ARRANGE, LOST_NOTICE),
)
REPLANNED = Event(
    kind="interview.replanned",
    audit=_("Took the time of an interview away, to plan it anew"),
    story=_("The interview is planned anew"),
    tone="quiet",
    about="interview",
    because=_because("interview_replans"),
    tells=_told(LOST_NOTICE, *EVERYBODY),
    settles=(SCHEDULED_NOTICE,),
)
MISSED = Event(
    kind="interview.missed",
    audit=_("Recorded that an interview did not take place"),
    story=_("The interview did not take place"),
    tone="warn",
    about="interview",
    because=_because("interview_misses"),
    tells=_told(LOST_NOTICE, *EVERYBODY),
    settles=(SCHEDULED_NOTICE,),
)
PLANNED_AGAIN = Event(
    kind="interview.planned_again", audit=_("Let an interview that did not take place get another time")
)
CANCELLED = Event(
    kind="interview.cancelled",
    audit=_("Cancelled an interview"),
    story=_("The interview was cancelled"),
    tone="quiet",
    about="interview",
    because=_because("interview_cancellations"),
    tells=_told(CANCELLED_NOTICE, *EVERYBODY),
    settles=UNTIL_TIMED,
)
NOT_POSSIBLE = Event(
    kind="interview.not_possible",
    audit=_("Recorded that it is not possible to interview the child"),
    story=_("It is not possible to interview the child"),
    tone="quiet",
    about="interview",
    clock="interview.not_possible",
    tells=_told(CANCELLED_NOTICE, *EVERYBODY),
    settles=UNTIL_TIMED,
)
BASIS_CONFIRMED = Event(
    kind="interview.basis_confirmed",
    audit=_("Confirmed that an interview may be recorded"),
    settles=(BASIS_NOTICE,),
)
BASIS_ENDED = Event(
    kind="interview.basis_ended",
    audit=_("Recorded that nothing allows an interview to be recorded any more"),
    story=_("Nothing allows the recording of the interview any more"),
    tone="warn",
    about="interview",
    tells=_told(BASIS_NOTICE, *EVERYBODY),
)
STARTED = Event(
    kind="interview.started",
    audit=_("Began an interview"),
    story=_("The interview began"),
    tone="info",
    about="interview",
    settles=UNTIL_TIMED,
)
HELD = Event(
    kind="interview.held",
    audit=_("Finished an interview"),
    story=_("The interview was held"),
    tone="good",
    about="interview",
    clock="interview.held",
    tells=_told(HELD_NOTICE, *EVERYBODY),
)
STOPPED = Event(
    kind="interview.stopped",
    audit=_("Stopped an interview"),
    story=_("The interview was stopped. By: {by}"),
    words=_stopped_by,
    about="interview",
    clock="interview.held",
    tells=_told(HELD_NOTICE, *EVERYBODY),
)
DEBRIEFED = Event(
    kind="interview.debriefed",
    audit=_("Wrote down how the team talked about an interview afterwards"),
    clock="interview.debriefed",
)
CLOSED = Event(
    kind="interview.closed",
    audit=_("Finished the work on an interview"),
    story=_("The work on the interview is finished"),
    tone="good",
    about="interview",
    clock="interview.closed",
    settles=(HELD_NOTICE, MUST_ACT_NOTICE, TO_COUNTERSIGN),
)
FLAG_RAISED = Event(
    kind="interview.flag_raised",
    audit=_("Recorded that something in an interview cannot wait"),
    story=_("Something came up in the interview that cannot wait"),
    tone="danger",
    about="interview",
    tells=_told(MUST_ACT_NOTICE, Whom.HOLDER, Whom.SUPERVISION),
)
ACTED = Event(
    kind="interview.acted",
    audit=_("Recorded what was done about something that could not wait"),
    story=_("Somebody acted on what could not wait"),
    tone="good",
    about="interview",
    settles=(MUST_ACT_NOTICE,),
)
RECORDING_SAID = Event(
    kind="interview.recording_said",
    audit=_("Said how much of an interview is recorded"),
    tells=_told(TO_COUNTERSIGN, *EVERYBODY),
)
NOT_RECORDED = Event(
    kind="interview.not_recorded",
    audit=_("Confirmed as a second person that nothing of an interview is recorded"),
    clock="interview.not_recorded",
    settles=(TO_COUNTERSIGN,),
)
COUNTERSIGNED = Event(
    kind="interview.countersigned",
    audit=_("Confirmed as a second person how much of an interview is recorded"),
    settles=(TO_COUNTERSIGN,),
)
REVIEW_CALLED = Event(
    kind="interview.review_called",
    audit=_("Called a case review"),
    story=_("A case review was called"),
    about="interview",
    tells=_told(REVIEW_NOTICE, *EVERYBODY),
)
REVIEW_HELD = Event(
    kind="interview.review_held",
    audit=_("Recorded that a case review was held"),
    story=_("A case review was held"),
    tone="good",
    about="interview",
    settles=(REVIEW_NOTICE,),
)
CONTACT_KNOWN = Event(
    kind="examination.contact_known",
    audit=_("Recorded when the last contact was, from which the time for samples is counted"),
    story=_("It is recorded until when samples may be found"),
    clock="examination.contact_known",
    is_of_matter=True,
)
CONTACT_CORRECTED = Event(
    kind="examination.contact_corrected",
    audit=_("Corrected when the last contact was, from which the time for samples is counted"),
    ends_matter=True,
)
EXAMINED = Event(
    kind="examination.done",
    audit=_("Recorded that the child was examined for samples"),
    story=_("The forensic examination was done"),
    tone="good",
    clock="examination.done",
    is_of_matter=True,
    settles=(FADING_NOTICE,),
)
SAMPLES_FADING = Event(
    kind="examination.samples_fading",
    audit=_("Warned that samples become harder to find"),
    story=_("So much time has passed since the last contact that is known: {rule}"),
    tone="warn",
    words=lambda detail: {"rule": title_of("clocks", detail["rule"])},
    tells=_told(FADING_NOTICE, Whom.HOLDER),
)
EVENTS = (
    REQUESTED,
    REQUESTED_24H,
    REQUESTED_3D,
    APPROVAL_ASKED,
    APPROVED,
    REFUSED,
    SCHEDULED,
    REPLANNED,
    MISSED,
    PLANNED_AGAIN,
    CANCELLED,
    NOT_POSSIBLE,
    BASIS_CONFIRMED,
    BASIS_ENDED,
    STARTED,
    HELD,
    STOPPED,
    DEBRIEFED,
    CLOSED,
    FLAG_RAISED,
    ACTED,
    RECORDING_SAID,
    NOT_RECORDED,
    COUNTERSIGNED,
    CONTACT_KNOWN,
    CONTACT_CORRECTED,
    EXAMINED,
    SAMPLES_FADING,
    REVIEW_CALLED,
    REVIEW_HELD,
    *recorded(
        {
            "interview.opened": _("Read an interview with its request"),
            "interview.day_opened": _("Opened the page of the day of an interview"),
            "interview.watched": _("Opened the page for whoever watches an interview"),
            "interview.note_opened": _("Read what the interviewer wrote"),
            "interview.note_written": _("Wrote the notes of an interview"),
            "interview.account_added": _("Recorded what a child had told before"),
            "interview.child_time_added": _("Recorded a time in which the child has something else"),
            "interview.child_time_removed": _("Removed a time in which the child has something else"),
            "interview.restriction_added": _("Recorded a limit on the times and places of interviews"),
            "interview.restriction_removed": _("Removed a limit on the times and places of interviews"),
            "interview.conflict_declared": _("Recorded that somebody does not take part in an interview"),
            "interview.conflict_withdrawn": _("Recorded that somebody can take part in an interview again"),
            "interview.wish_changed": _("Changed what the child wishes for an interview"),
            "interview.condition_relaxed": _("Agreed that a condition does not count for an interview"),
            "interview.sheet_written": _("Wrote the planning sheet of an interview"),
            "interview.shielded": _(
                "Kept the rest of the case from the interviewer until the interview was held"
            ),
            "interview.unshielded": _("Let the interviewer see again what their agency sees of the case"),
            "interview.recorder_tested": _("Tested the recorder"),
            "interview.recorder_failed": _("Recorded that the recorder had failed"),
            "interview.phase_recorded": _("Recorded a part of an interview"),
            "interview.presence_recorded": _("Recorded who was at an interview"),
            "interview.presence_ended": _("Recorded that somebody left an interview"),
            "interview.slip_passed": _("Handed in a question"),
            "interview.slip_settled": _("Recorded what became of a question that was handed in"),
            "interview.review_decided": _("Recorded what a case review decided"),
            "interview.review_opened": _("Opened a case review"),
            "interview.review_done": _("Recorded that a decision of a case review is carried out"),
            "interview.printed": _("Printed a paper of an interview"),
            "interviews.own_facilitators_let": _(
                "Let the facilitators of the agency that leads a case arrange its interviews"
            ),
            "interviews.plan_asked": _("Asked for one plan for several interviews"),
            "interviews.plan_begun": _("Began to make a plan for several interviews"),
            "interviews.plan_made": _("Made a plan for several interviews"),
            "interviews.plan_failed": _("Could not make a plan for several interviews"),
            "interviews.plan_opened": _("Read a plan for several interviews"),
            "interviews.plan_booked": _("Booked every time of a plan for several interviews"),
            "interviews.plan_expired": _("Deleted a plan for several interviews whose time is over"),
            "interviews.listed_to_plan": _("Listed the interviews that need a time"),
            "interviews.counted": _("Looked at the figures of interviews"),
        }
    ),
)
