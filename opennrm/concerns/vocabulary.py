"""What packs may name of concerns."""

from opennrm.country.vocabulary import CodeList

SCOPES = ("concern",)
CODE_LISTS = (
    CodeList(name="concern_kinds"),
    CodeList(name="sources"),
    CodeList(name="urgent_dangers", with_advice=True),
)
