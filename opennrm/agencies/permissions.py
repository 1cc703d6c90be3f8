"""Every permission in the product. Which role carries which is said by the country pack."""

from collections.abc import Collection
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
    MEMBERSHIP_CONFIRM = auto()
    REFERRAL_ANSWER = auto()
    REFERRAL_SEND = auto()
    SCREENING_DO = auto()
    SCREENING_VIEW = auto()
    WORK_VIEW = auto()


OPENS_CASES = frozenset({
    Permission.AUDIT_VIEW, Permission.CASE_ASSIGN, Permission.CASE_AUDIT_VIEW, Permission.CASE_SEARCH,
    Permission.CASE_VIEW, Permission.CLOCK_PAUSE, Permission.DECISION_MAKE, Permission.IDENTITY_OPEN,
    Permission.REFERRAL_ANSWER, Permission.REFERRAL_SEND, Permission.SCREENING_DO, Permission.SCREENING_VIEW,
})  # fmt: skip
"""Whatever shows something of a case, the audit of it among it. A role with one of these is given by two people."""

CONFIRMS = frozenset({Permission.ACCOUNT_MANAGE, Permission.MEMBERSHIP_CONFIRM})
"""What lets somebody be the second person, who confirms what another has given."""


def sees_cases(permissions: Collection[str]) -> bool:
    """Whether a role with these permissions sees anything of a case."""
    return not OPENS_CASES.isdisjoint(permissions)
