"""What is asked when a visit is recorded."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opennrm.country.pack import pack
from opennrm.web import design


class VisitForm(design.Form):
    """Records a visit."""

    kind = forms.ChoiceField(label=_("Where was the child visited?"), widget=design.Radios)
    note = forms.CharField(label=_("What did you see?"), max_length=2000, widget=design.TextArea(rows=5))
    next_on = design.DateField(label=_("When should somebody visit again?"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = pack().codes("visit_kinds").values()
        self.fields["kind"].choices = [(kind.code, kind.title) for kind in kinds]  # type: ignore[attr-defined]
