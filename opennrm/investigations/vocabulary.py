"""What packs may name of investigations and of children who are not to be punished."""

from django.utils.translation import gettext_lazy as _

from opennrm.country.vocabulary import CodeList, Scope

SCOPES = (Scope(name="non_punishment", words=_("whether the child was arrested, and is not to be punished")),)
CODE_LISTS = (
    CodeList(name="investigation_origins"),
    CodeList(name="investigation_ends"),
    CodeList(name="suspect_positions"),
    CodeList(name="suspect_statuses"),
    CodeList(name="involvement_ends"),
    CodeList(name="alleged_acts"),
    CodeList(name="impunity_reasons"),
)
