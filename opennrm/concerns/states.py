"""What the reporter and whoever leads the case write to each other, and how a question stands."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MessageKind(TextChoices):
    """An addition and an answer are the reporter's, a question is the lead's."""

    ADDITION = "addition", _("Addition")
    QUESTION = "question", _("Question")
    ANSWER = "answer", _("Answer")


class QuestionState(TextChoices):
    """How a question to the reporter stands."""

    OPEN = "open", _("Waiting for an answer")
    ANSWERED = "answered", _("Answered")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Turn(TextChoices):
    """Whose turn it is."""

    REPORTER = "reporter", _("The person who reported the concern")
    NOBODY = "nobody", _("Nobody")


TRANSITIONS: dict[str, set[str]] = {
    QuestionState.OPEN: {QuestionState.ANSWERED, QuestionState.WITHDRAWN},
    QuestionState.ANSWERED: set(),
    QuestionState.WITHDRAWN: set(),
}
TURNS = {
    QuestionState.OPEN: Turn.REPORTER,
    QuestionState.ANSWERED: Turn.NOBODY,
    QuestionState.WITHDRAWN: Turn.NOBODY,
}
