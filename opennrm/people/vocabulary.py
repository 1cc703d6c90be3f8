"""What packs may name of the persons of a case."""

from django.utils.translation import gettext_lazy as _

from opennrm.country.vocabulary import CodeList, Scope

SCOPES = (
    Scope(name="identity", words=_("the name")),
    Scope(name="contact", words=_("the contact details")),
)
CODE_LISTS = (
    CodeList(name="age_sources"),
    CodeList(name="contact_ways"),
)
