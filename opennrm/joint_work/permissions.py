"""What roles may do about joint work."""

from opennrm.foundation.permissions import Permission

JOINT_WORK_ANSWER = Permission("joint_work_answer", opens_cases=True)
"""Whoever has it answers for their agency, and sees the case while the agency takes part."""
JOINT_WORK_ASK = Permission("joint_work_ask", opens_cases=True)

PERMISSIONS = (JOINT_WORK_ANSWER, JOINT_WORK_ASK)
