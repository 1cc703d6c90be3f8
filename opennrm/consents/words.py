"""Why something may not be done now, and what to do next, in one sentence."""

from django.utils.translation import gettext as _

from .rules import CHILD, GUARDIAN, Decision, Why


def why_not(decision: Decision) -> str:
    """A sentence about a decision that does not allow something."""
    if decision.why is Why.NEVER:
        return _("This is not allowed at the child's age, whatever anybody says.")
    if decision.why is Why.CHILD_SAYS_NO:
        return _("The child says no. Offer it again later.")
    if decision.why is Why.CONDITION:
        return _("First record that this is in the child's best interests.")
    if CHILD in decision.missing:
        return _("Ask the child first, and record what the child says.")
    if GUARDIAN in decision.missing:
        return _("Ask the child's guardian first, and record the answer.")
    return _("Ask the state or the court first, and record the answer. No guardian is recorded as safe.")
