"""What packs may name of visits."""

from django.utils.translation import gettext_lazy as _

from opennrm.country.vocabulary import CodeList, Scope

SCOPES = (Scope(name="visits", words=_("the visits")),)
CODE_LISTS = (CodeList(name="visit_kinds"),)
