"""What is asked of whoever works on the case about what was reported and why it is urgent."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opennrm.cases.reasons import SHORTEST_REASON
from opennrm.country.pack import pack
from opennrm.web import design


class DangerForm(design.Form):
    """Records an urgent danger that is not known yet."""

    danger = design.CodeField(
        "urgent_dangers",
        label=_("What is the danger?"),
        widget=design.Radios(),
        error_messages={"required": _("Choose the danger.")},
    )
    reason = forms.CharField(
        label=_("What happened, and how do you know?"),
        help_text=_("We encrypt what you write."),
        min_length=SHORTEST_REASON,
        max_length=2000,
        widget=design.TextArea(rows=3),
        error_messages={"required": _("Say what happened, and how you know.")},
    )

    def __init__(self, *args: Any, known: Collection[str], **options: Any) -> None:
        super().__init__(*args, **options)
        danger: Any = self.fields["danger"]
        danger.fill(only=[each for each in pack().codes("urgent_dangers") if each not in known])


class DangerEndForm(design.Form):
    """Says how a danger ended."""

    reason = forms.CharField(
        label=_("How did it end, and how do you know?"),
        help_text=_("For example, where and how the child was found. We encrypt what you write."),
        min_length=SHORTEST_REASON,
        max_length=2000,
        widget=design.TextArea(rows=4),
        error_messages={"required": _("Say how it ended, and how you know.")},
    )


class CommentForm(design.Form):
    """Comments on what was reported."""

    text = forms.CharField(
        label=_("Your comment"),
        help_text=_("For example, what turned out to be different. We encrypt what you write."),
        max_length=4000,
        widget=design.TextArea(rows=6),
        error_messages={"required": _("Write your comment.")},
    )
