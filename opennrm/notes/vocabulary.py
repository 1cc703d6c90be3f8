"""What packs may name of notes."""

from django.utils.translation import gettext_lazy as _

from opennrm.country.vocabulary import CodeList, Scope

SCOPES = (Scope(name="notes", words=_("the notes that the lead agency shares")),)
CODE_LISTS = (CodeList(name="note_kinds"),)
