"""What packs may name of cases: parts of a case that can be shared, and lists of codes."""

from django.utils.translation import gettext_lazy as _

from opennrm.country.vocabulary import CodeList, Scope

SCOPES = (
    Scope(name="case", words=_("the case with its reference and status"), order=0),
    Scope(name="documents", words=_("the documents")),
    Scope(name="timeline", words=_("what has happened so far"), order=100),
)
CODE_LISTS = (
    CodeList(name="document_kinds"),
    CodeList(name="pause_reasons"),
    CodeList(name="risk_levels"),
    CodeList(name="sexes"),
)
