"""What a browser sends to the pages of interviews."""

from datetime import date, timedelta
from uuid import uuid4

from django.utils import timezone

from opennrm.country.pack import pack
from tests.walls.cast import Cast
from tests.walls.post import Fields, Post, code_of


def _day(name: str, in_days: int) -> Fields:
    day: date = timezone.localdate(timezone=pack().zone) + timedelta(days=in_days)
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def _request(cast: Cast) -> Fields:
    return {
        "reason": "She has told a teacher about it.", "urgency": "7d", "name_to_use": "Kay",
        "language": code_of(pack().listed("languages")), "interpreter": "none", "wish": "none",
        "shielded": "on", "page": uuid4(),
    }  # fmt: skip


def _schedule(cast: Cast) -> Fields:
    return {
        **_day("on", 8), "time": "10:00 am", "until": "12:00 pm", "space": cast.ids["interview_space_id"],
        "lead": cast.people["interviewer"].membership.pk,
    }  # fmt: skip


OPENED, DAY = "interview.opened", "interview.day_opened"
HELD = ["clock.started"] * 2
"""The talk of the team, and the recording to be sealed."""
BOOKED = (*["booking.held"] * 2, *["booking.confirmed"] * 2, "interview.scheduled")
NOT_THE_REQUESTER = {"lead_supervisor": 403}
POSTS = {
    "interview-new": Post(
        fields=_request, records=("case.viewed", "interviews.own_facilitators_let", "interview.requested")
    ),
    "interview-account": Post(
        fields=lambda cast: {
            **_day("told_on", -4),
            "form": "notes",
            "reference": "With the teacher",
            "page": uuid4(),
        },
        records=("case.viewed", "interview.account_added"),
    ),
    "interview-time": Post(
        fields=lambda cast: {
            **_day("on", 4),
            "time": "9:00 am",
            "until": "11:00 am",
            "kind": "school",
            "page": uuid4(),
        },
        records=("case.viewed", "interview.child_time_added"),
    ),
    "interview-contact": Post(
        fields=lambda cast: {**_day("on", -1), "time": "9:00 am", "page": uuid4()},
        records=("case.viewed", *["clock.started"] * 4, "examination.contact_known"),
    ),
    # Nobody has recorded a last contact in this case.
    "interview-examined": Post(
        fields=lambda cast: {**_day("on", -1), "time": "11:00 am"}, status=422, records=("case.viewed",)
    ),
    "interview-time-remove": Post(records=("interview.child_time_removed",)),
    "interview-restriction": Post(
        fields=lambda cast: {"what": "way", "minutes": "45"},
        records=("case.viewed", "interview.restriction_added"),
    ),
    "interview-restriction-remove": Post(records=("interview.restriction_removed",)),
    "interview-conflict": Post(
        fields=lambda cast: {"official": cast.people["lead_assigned"].membership.pk, "kind": "relative"},
        records=("case.viewed", "interview.conflict_declared"),
    ),
    "interview-conflict-withdraw": Post(
        records=("interview.conflict_withdrawn",), otherwise={"lead_supervisor": 403}
    ),
    "interview-answer": Post(fields=lambda cast: {"answer": "yes"}, otherwise=NOT_THE_REQUESTER),
    "interview-cancel": Post(
        fields=lambda cast: {"reason": "not_needed"},
        records=(OPENED, "booking.released", "booking.released", "interview.cancelled"),
    ),
    "interview-plan-choose": Post(
        fields=lambda cast: {
            "interviews": [cast.ids["ready_interview_id"], cast.ids["planned_too_id"]],
            "page": uuid4(),
        },
        records=("interviews.plan_asked",),
    ),
    "interview-plan-book": Post(
        records=("interviews.plan_opened", *BOOKED, *BOOKED, "interviews.plan_booked"),
    ),
    "interview-plan-again": Post(records=("interviews.plan_asked",)),
    "interview-schedule": Post(
        fields=_schedule,
        records=(OPENED, *BOOKED),
    ),
    "interview-replan": Post(
        fields=lambda cast: {"reason": "team"},
        records=(OPENED, "booking.released", "booking.released", "interview.replanned"),
    ),
    "interview-missed": Post(
        fields=lambda cast: {"reason": "unknown"},
        records=(OPENED, "booking.released", "booking.released", "interview.missed"),
    ),
    "interview-again": Post(status=409),
    "interview-wish": Post(fields=lambda cast: {"wish": "F"}, records=(OPENED, "interview.wish_changed")),
    "interview-relax": Post(
        fields=lambda cast: {"condition": "window", "words": "It can be later."},
        records=(OPENED, "interview.condition_relaxed"),
        otherwise={"host": 403, "facilitator": 403, "interviewer": 403},
    ),
    "interview-sheet": Post(
        fields=lambda cast: {"tired": "In the afternoon", "room_seen": "yes"},
        records=(OPENED, "interview.sheet_written"),
    ),
    "interview-confirm": Post(records=("interview.basis_confirmed",)),
    "interview-recorder": Post(records=("interview.recorder_tested",)),
    "interview-start": Post(fields=lambda cast: {"protocol": "NICHD"}, records=(DAY, "interview.started")),
    "interview-phase": Post(
        fields=lambda cast: {"kind": "rapport"}, records=(DAY, "interview.phase_recorded")
    ),
    "interview-come": Post(
        fields=lambda cast: {
            "name": "Aunt Velma",
            "capacity": "companion",
            "place": "waiting_room",
            "page": uuid4(),
        },
        records=(DAY, "interview.presence_recorded"),
    ),
    "interview-leave": Post(records=("interview.presence_ended",)),
    "interview-recorder-failed": Post(records=(DAY, "interview.recorder_failed")),
    "interview-finish": Post(
        fields=lambda cast: {"outcome": "not_possible"}, records=(DAY, *HELD, "interview.held")
    ),
    "interview-stop": Post(
        fields=lambda cast: {"stopped_by": "child"}, records=(DAY, *HELD, "interview.stopped")
    ),
    "interview-flag": Post(
        fields=lambda cast: {"flag": "medical_now", "page": uuid4()},
        records=("interview.watched", "interview.flag_raised"),
    ),
    "interview-act": Post(
        fields=lambda cast: {"kind": "call", "words": "We called the clinic."},
        records=(OPENED, "interview.acted"),
    ),
    "interview-watch": Post(
        fields=lambda cast: {"text": "Which colour was the car?", "page": uuid4()},
        records=("interview.watched", "interview.slip_passed"),
    ),
    "interview-slip": Post(fields=lambda cast: {"asked": "yes"}, records=(DAY, "interview.slip_settled")),
    "interview-note": Post(
        fields=lambda cast: {"text": "The child drew a house."},
        records=(OPENED, "interview.note_written"),
        otherwise={"lead_assigned": 403, "lead_supervisor": 403},
    ),
    "interview-debrief": Post(
        fields=lambda cast: {"text": "We talked about it."},
        records=(OPENED, "clock.stopped", "interview.debriefed"),
    ),
    "interview-recorded": Post(
        fields=lambda cast: {"recorded": "not", "words": "The power was cut."},
        records=(OPENED, "interview.recording_said"),
    ),
    "interview-countersign": Post(status=409),
    "interview-close": Post(status=409),
    "interview-review-call": Post(
        fields=lambda cast: _day("planned_on", 3), records=(OPENED, "interview.review_called")
    ),
    "interview-review-hold": Post(fields=lambda cast: {"disciplines": ["medical"]}, status=409, records=()),
    "interview-review-decide": Post(
        fields=lambda cast: {
            "decision": code_of(pack().codes("review_decisions")),
            "owner": cast.people["lead_assigned"].membership.agency_id,
            **_day("due_on", 5),
        },
        records=("interview.review_opened", "interview.review_decided"),
    ),
    "interview-review-done": Post(records=("interview.review_done",)),
}
