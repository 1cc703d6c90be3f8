"""What packs may name of proceedings."""

from django.utils.translation import gettext_lazy as _

from opennrm.country.vocabulary import CodeList, Scope

from .values import SCOPE

SCOPES = (Scope(name=SCOPE, words=_("the dates in court and what they mean for the child")),)
CODE_LISTS = (CodeList(name="courts"), CodeList(name="hearing_kinds"), CodeList(name="hearing_reasons"))
