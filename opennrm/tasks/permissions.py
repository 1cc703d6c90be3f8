"""What roles may do with tasks."""

from opennrm.foundation.permissions import Permission

TASK_DO = Permission("task_do", opens_cases=True)

PERMISSIONS = (TASK_DO,)
