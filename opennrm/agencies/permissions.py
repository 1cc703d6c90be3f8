"""Every permission in the product. Which role carries which is said by the country pack."""

from enum import StrEnum, auto


class Permission(StrEnum):
    """What a role may do at all; whether on this record, the policies decide. Alphabetical."""

    ACCOUNT_MANAGE = auto()
    AUDIT_VIEW = auto()
    CASE_ASSIGN = auto()
    CASE_AUDIT_VIEW = auto()
    CASE_SEARCH = auto()
    CASE_VIEW = auto()
    CLOCK_PAUSE = auto()
    CONCERN_REPORT = auto()
    DECISION_MAKE = auto()
    DIRECTORY_EDIT = auto()
    DIRECTORY_VIEW = auto()
    ESTIMATE_RUN = auto()
    ESTIMATE_SMALL_COUNTS = auto()
    ESTIMATE_VIEW = auto()
    IDENTITY_OPEN = auto()
    REFERRAL_ANSWER = auto()
    REFERRAL_SEND = auto()
    SCREENING_DO = auto()
    SCREENING_VIEW = auto()
    WORK_VIEW = auto()
