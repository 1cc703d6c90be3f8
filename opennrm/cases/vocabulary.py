"""What packs may name of cases: parts of a case that can be shared, and lists of codes."""

from opennrm.country.vocabulary import CodeList

SCOPES = (
    "case",
    "documents",
    "timeline",
)
CODE_LISTS = (
    CodeList(name="pause_reasons"),
    CodeList(name="sexes"),
)
