"""What packs may name of concerns."""

from django.utils.translation import gettext_lazy as _

from opennrm.country.vocabulary import CodeList, Scope

SCOPES = (
    Scope(name="concern", words=_("what was reported")),
    Scope(name="dangers", words=_("urgent dangers to the child")),
)
CODE_LISTS = (
    CodeList(name="concern_kinds"),
    CodeList(name="sources"),
    CodeList(name="urgent_dangers", with_advice=True),
)
