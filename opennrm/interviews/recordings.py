"""What there is of recordings of an interview, as those who keep them say."""

from opennrm.custody.models import Recording
from opennrm.foundation.actor import Actor

from .models import Interview


def is_sealed(actor: Actor, interview: Interview) -> bool:
    """Whether a recording of this interview is sealed with its digest."""
    found = Recording.objects.visible_to(actor).sealed().of_case(interview.case_id)
    return found.filter(occasion=interview.pk).exists()
