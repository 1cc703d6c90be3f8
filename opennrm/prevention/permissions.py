"""What roles may do in prevention."""

from opennrm.foundation.permissions import Permission

PREVENTION_VIEW = Permission("prevention_view")
PREVENTION_PLAN = Permission("prevention_plan")
PREVENTION_CONFIRM = Permission("prevention_confirm")
CURRICULUM_KEEP = Permission("curriculum_keep")
INSPECTION_DO = Permission("inspection_do")
INSPECTION_READ = Permission("inspection_read")

PERMISSIONS = (
    PREVENTION_VIEW,
    PREVENTION_PLAN,
    PREVENTION_CONFIRM,
    CURRICULUM_KEEP,
    INSPECTION_DO,
    INSPECTION_READ,
)
