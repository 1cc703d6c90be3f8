"""What is asked when a visit is recorded."""

from django import forms
from django.utils.translation import gettext_lazy as _

from opennrm.web import design


class VisitForm(design.Form):
    """Records a visit."""

    kind = design.CodeField("visit_kinds", label=_("Where was the child visited?"))
    note = forms.CharField(label=_("What did you see?"), max_length=2000, widget=design.TextArea(rows=5))
    next_on = design.DateField(label=_("When should somebody visit again?"), required=False)
