"""Every table of proceedings: the proceeding with its counts, what the court does, and what it means for a child."""

from .child_rows import MeasureStep, Payment, ReleaseNotice, RestitutionOrder, SpecialMeasure, WitnessPlan
from .court_rows import Appeal, Hearing, HearingQuerySet, Sentence, SentenceQuerySet
from .proceeding_rows import (
    Accused,
    ChildInProceeding,
    Count,
    CountQuerySet,
    CountStep,
    Proceeding,
    ProceedingQuerySet,
)

__all__ = [
    "Accused",
    "Appeal",
    "ChildInProceeding",
    "Count",
    "CountQuerySet",
    "CountStep",
    "Hearing",
    "HearingQuerySet",
    "MeasureStep",
    "Payment",
    "Proceeding",
    "ProceedingQuerySet",
    "ReleaseNotice",
    "RestitutionOrder",
    "Sentence",
    "SentenceQuerySet",
    "SpecialMeasure",
    "WitnessPlan",
]
