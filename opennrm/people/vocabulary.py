"""What packs may name of the persons of a case."""

from opennrm.country.vocabulary import CodeList

SCOPES = (
    "identity",
    "contact",
)
CODE_LISTS = (
    CodeList(name="age_sources"),
    CodeList(name="contact_ways"),
)
