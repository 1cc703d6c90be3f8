"""What packs may name of recordings."""

from django.utils.translation import gettext_lazy as _

from opennrm.country.vocabulary import Scope

RECORDINGS = "recordings"
"""What a part covers by which an agency sees which recordings there are, and their ledgers; never what is on them."""

SCOPES = (Scope(name=RECORDINGS, words=_("which recordings there are, and who had them")),)
