"""Every table of interviews: the request and the time, plans for many, the day, samples, and case reviews."""

from .day_rows import MustAct, Phase, Presence, QuestionSlip
from .interview_rows import (
    ChildTime,
    ConflictOfInterest,
    Interview,
    InterviewQuerySet,
    LostTime,
    Place,
    PlanningSheet,
    PriorAccount,
    Relaxation,
)
from .raid_rows import RaidPlan
from .restriction_rows import Restriction
from .review_rows import CaseReview, ReviewDecision
from .sample_rows import SampleWindow

__all__ = [
    "CaseReview",
    "ChildTime",
    "ConflictOfInterest",
    "Interview",
    "InterviewQuerySet",
    "LostTime",
    "MustAct",
    "Phase",
    "Place",
    "PlanningSheet",
    "Presence",
    "PriorAccount",
    "QuestionSlip",
    "RaidPlan",
    "Relaxation",
    "Restriction",
    "ReviewDecision",
    "SampleWindow",
]
