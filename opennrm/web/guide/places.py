"""Where the guide explains a page that people of several roles use: what they may do decides."""

from opennrm.agencies.permissions import ACCOUNT_MANAGE
from opennrm.audit.permissions import AUDIT_VIEW
from opennrm.cases.permissions import CASE_ASSIGN
from opennrm.concerns.permissions import CONCERN_REPORT
from opennrm.custody.permissions import COPY_VIEW, CUSTODY_KEEP
from opennrm.foundation.actor import Actor
from opennrm.interviews.permissions import INTERVIEW_LEAD, INTERVIEW_WATCH
from opennrm.linkage.permissions import LINK_DECIDE
from opennrm.referrals.permissions import REFERRAL_ANSWER
from opennrm.screening.permissions import SCREENING_DO
from opennrm.spaces.permissions import SPACE_BOOK
from opennrm.statistics.permissions import ESTIMATE_RUN
from opennrm.web.parts import GUIDE_FIRST, GuidePlace

_FIRST_PAGES = (
    (CASE_ASSIGN, "supervisor#your-first-page"),
    (SCREENING_DO, "caseworker#my-work"),
    (REFERRAL_ANSWER, "service#what-you-need-to-do"),
    (ACCOUNT_MANAGE, "administrator"),
    (AUDIT_VIEW, "auditor"),
    (LINK_DECIDE, "linkage-desk"),
    (SPACE_BOOK, "facilitator"),
    (INTERVIEW_LEAD, "interviewer"),
    (INTERVIEW_WATCH, "observer"),
    (CUSTODY_KEEP, "custodian"),
    (COPY_VIEW, "custodian"),
    (ESTIMATE_RUN, "estimates#on-the-page"),
    (CONCERN_REPORT, "reporter"),
)


def first_page(actor: Actor) -> str:
    """The chapter for somebody's role, from the page that they see first."""
    return next((place for permission, place in _FIRST_PAGES if actor.may(permission)), GUIDE_FIRST)


def by_role(*, caseworker: str, others: str) -> GuidePlace:
    """One place for people who work on cases, and another for those whose agency is asked by them."""
    return lambda actor: caseworker if actor.may(SCREENING_DO) else others
