"""Every table of proceedings: the proceeding with its counts, what the court does, and what it means for a child."""

from .child_rows import MeasureStep, Payment, ReleaseNotice, RestitutionOrder, SpecialMeasure, WitnessPlan
from .court_rows import Appeal, Hearing, Sentence
from .proceeding_rows import Accused, ChildInProceeding, Count, CountStep, Proceeding

__all__ = [
    "Accused",
    "Appeal",
    "ChildInProceeding",
    "Count",
    "CountStep",
    "Hearing",
    "MeasureStep",
    "Payment",
    "Proceeding",
    "ReleaseNotice",
    "RestitutionOrder",
    "Sentence",
    "SpecialMeasure",
    "WitnessPlan",
]
