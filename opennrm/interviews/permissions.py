"""What roles may do with interviews. Which interviews they see, the parts of their agency in the case decide."""

from opennrm.foundation.permissions import Permission

INTERVIEW_REQUEST = Permission("interview_request", opens_cases=True, opens_people=True)
"""Whoever has it also reads what the interviewer wrote."""
INTERVIEW_APPROVE = Permission("interview_approve", opens_cases=True, opens_people=True)
INTERVIEW_ARRANGE = Permission("interview_arrange", opens_cases=True, opens_people=True, books_spaces=True)
INTERVIEW_LEAD = Permission("interview_lead", opens_cases=True, opens_people=True)
INTERVIEW_WATCH = Permission("interview_watch", opens_cases=True, opens_people=True)

PERMISSIONS = (INTERVIEW_REQUEST, INTERVIEW_APPROVE, INTERVIEW_ARRANGE, INTERVIEW_LEAD, INTERVIEW_WATCH)
"""Who has any of them reads the interviews that they see."""
