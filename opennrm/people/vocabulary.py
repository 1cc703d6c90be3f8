"""What packs may name of the persons of a case."""

from django.utils.translation import gettext_lazy as _

from opennrm.country.vocabulary import CodeList, Scope

SCOPES = (
    Scope(name="identity", words=_("the name")),
    Scope(name="contact", words=_("the contact details")),
    Scope(name="persons", words=_("the people around the child")),
    Scope(name="suspects", words=_("the people who are said to be involved")),
)
CODE_LISTS = (
    CodeList(name="age_sources"),
    CodeList(name="contact_ways"),
    CodeList(name="person_roles"),
    CodeList(name="relations"),
    CodeList(name="suspect_roles"),
)
