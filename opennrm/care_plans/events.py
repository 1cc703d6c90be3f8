"""What happens in the care of a child, and what follows from it. Nobody but the lead reads it in the story."""

from django.utils.translation import gettext_lazy as _

from opennrm.country.titles import title_of
from opennrm.foundation.events import Detail, Event, NoticeKind, Told, recorded

from .states import ActionState, Decision, FollowUpState

DECIDERS = "those who may agree to a plan"
PROPOSER = "whoever proposed a plan"
SERVICE = "the service that a referral asked"

TO_AGREE = NoticeKind(
    kind="plan.proposed", says=_("A care plan waits for a supervisor. Read it and decide."), about="plan"
)
AGREED_NOTICE = NoticeKind(
    kind="plan.agreed", says=_("A supervisor agreed to a care plan that you proposed."), about="plan"
)
RETURNED_NOTICE = NoticeKind(
    kind="plan.returned", says=_("A supervisor sent back a care plan that you proposed."), about="plan"
)
LINKED_NOTICE = NoticeKind(
    kind="plan_action.linked",
    says=_("You can read which goal of a care plan your help belongs to."),
    about="referral_care",
)
NOTICES = (TO_AGREE, AGREED_NOTICE, RETURNED_NOTICE, LINKED_NOTICE)


def _version(detail: Detail) -> dict[str, str]:
    return {"number": detail["number"]}


def _act(detail: Detail) -> dict[str, str]:
    return {"act": title_of("immediate_acts", detail["act"])}


def _result(detail: Detail) -> dict[str, str]:
    return {"result": str(ActionState(detail["result"]).label)}


def _service(detail: Detail) -> dict[str, str]:
    return {"service": title_of("service_kinds", detail["service"])}


def _decision(detail: Detail) -> dict[str, str]:
    return {"decision": str(Decision(detail["decision"]).label)}


def _item(detail: Detail) -> dict[str, str]:
    return {"item": title_of("leaving_care_items", detail["item"])}


def _follow_up(detail: Detail) -> dict[str, str]:
    return {"months": detail["months"], "state": str(FollowUpState(detail["state"]).label)}


SAFETY_ASSESSED = Event(
    kind="safety.assessed",
    audit=_("Assessed whether the child is safe"),
    story=_("The safety of the child was assessed"),
    tone="info",
    about="care",
    clock="safety.assessed",
)
ACT_DONE = Event(
    kind="safety.act_done",
    audit=_("Recorded that something was done to keep the child safe"),
    story=_("Done to keep the child safe: {act}"),
    tone="good",
    words=_act,
    about="care",
)
NEEDS_ASSESSED = Event(
    kind="needs.assessed",
    audit=_("Assessed what the child needs"),
    story=_("The needs of the child were assessed"),
    tone="info",
    about="care",
    clock="needs.assessed",
)
PLAN_BEGUN = Event(
    kind="plan.begun",
    audit=_("Began a version of the care plan"),
    story=_("Version {number} of the care plan was begun"),
    tone="quiet",
    words=_version,
    about="plan",
)
PLAN_PROPOSED = Event(
    kind="plan.proposed",
    audit=_("Proposed a care plan"),
    story=_("Version {number} of the care plan was proposed"),
    words=_version,
    about="plan",
    tells=(Told(whom=DECIDERS, notice=TO_AGREE),),
    settles=(RETURNED_NOTICE,),
)
PLAN_RETURNED = Event(
    kind="plan.returned",
    audit=_("Sent back a care plan"),
    story=_("A supervisor sent back version {number} of the care plan"),
    tone="warn",
    words=_version,
    about="plan",
    tells=(Told(whom=PROPOSER, notice=RETURNED_NOTICE),),
    settles=(TO_AGREE,),
)
PLAN_AGREED = Event(
    kind="plan.agreed",
    audit=_("Agreed to a care plan"),
    story=_("Version {number} of the care plan is in force"),
    tone="good",
    words=_version,
    about="plan",
    clock="plan.agreed",
    tells=(Told(whom=PROPOSER, notice=AGREED_NOTICE),),
    settles=(TO_AGREE,),
)
COPY_GIVEN = Event(
    kind="plan.copy_given",
    audit=_("Recorded which copy of the plan the child got"),
    story=_("It was recorded whether the child got a copy of the care plan"),
    tone="quiet",
    about="plan",
)
PLAN_ENDED = Event(
    kind="plan.ended",
    audit=_("Ended a care plan"),
    story=_("The care plan has ended"),
    tone="good",
    about="plan",
    clock="plan.ended",
)
REVIEW_HELD = Event(
    kind="review.held",
    audit=_("Recorded a review of the care plan"),
    story=_("The care plan was reviewed: {decision}"),
    tone="info",
    words=_decision,
    about="plan",
    clock="review.held",
)
REVIEW_DUE = Event(
    kind="plan.review_due", audit=_("Set when the care plan is to be reviewed"), clock="plan.review_due"
)
REVIEW_DUE_SOON = Event(
    kind="plan.review_due_soon",
    audit=_("Set when the care plan is to be reviewed, because the risk is high"),
    clock="plan.review_due_soon",
)
GOAL_ADDED = Event(kind="goal.added", audit=_("Added a goal to a care plan"))
GOAL_DROPPED = Event(kind="goal.dropped", audit=_("Left a goal out of a new version of a care plan"))
ACTION_ADDED = Event(kind="plan_action.added", audit=_("Added an action to a care plan"))
ACTION_SET = Event(
    kind="plan_action.set",
    audit=_("Said what became of an action of the care plan"),
    story=_("An action of the care plan: {result}"),
    words=_result,
    about="plan",
)
ACTION_LINKED = Event(
    kind="plan_action.linked",
    audit=_("Tied an action of a care plan to a referral"),
    tells=(Told(whom=SERVICE, notice=LINKED_NOTICE),),
)
DELIVERY_RECORDED = Event(
    kind="delivery.recorded",
    audit=_("Recorded what a service gave"),
    story=_("What a service gave was recorded: {service}"),
    words=_service,
    about="deliveries",
)
DELIVERY_CORRECTED = Event(
    kind="delivery.corrected",
    audit=_("Corrected what a service gave"),
    story=_("What a service gave was corrected: {service}"),
    tone="quiet",
    words=_service,
    about="deliveries",
)
LEAVING_SAID = Event(
    kind="leaving_care.said",
    audit=_("Said how ready a young person is to leave care"),
    story=_("Leaving care is prepared: {item}"),
    tone="info",
    words=_item,
    about="leaving_care",
)
FOLLOW_UP_MADE = Event(
    kind="follow_up.made", audit=_("Set when somebody asks how the child is after the case was closed")
)
FOLLOW_UP_TRIED = Event(
    kind="follow_up.tried",
    audit=_("Recorded that somebody tried to reach the child"),
    story=_("Somebody tried to reach the child"),
    tone="quiet",
    about="follow_ups",
)
FOLLOW_UP_ENDED = Event(
    kind="follow_up.ended",
    audit=_("Recorded how a follow-up ended"),
    story=_("Follow-up after {months} months: {state}"),
    words=_follow_up,
    about="follow_ups",
)
EVENTS = (
    LEAVING_SAID,
    FOLLOW_UP_MADE,
    FOLLOW_UP_TRIED,
    FOLLOW_UP_ENDED,
    SAFETY_ASSESSED,
    ACT_DONE,
    NEEDS_ASSESSED,
    PLAN_BEGUN,
    PLAN_PROPOSED,
    PLAN_RETURNED,
    PLAN_AGREED,
    COPY_GIVEN,
    PLAN_ENDED,
    REVIEW_HELD,
    REVIEW_DUE,
    REVIEW_DUE_SOON,
    GOAL_ADDED,
    GOAL_DROPPED,
    ACTION_ADDED,
    ACTION_SET,
    ACTION_LINKED,
    DELIVERY_RECORDED,
    DELIVERY_CORRECTED,
    *recorded(
        {
            "care.counted": _("Looked at the figures of care"),
            "care.opened": _("Read how the child is cared for"),
            "plan.opened": _("Read a care plan"),
            "deliveries.opened": _("Read what services gave to the child"),
            "therapy_note.written": _("Wrote a note of therapy"),
            "therapy_notes.opened": _("Read notes of therapy"),
            "care.opened_by_service": _("Read the goals of a care plan that belong to a referral"),
        }
    ),
)
