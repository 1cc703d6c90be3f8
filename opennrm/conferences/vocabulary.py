"""What packs may name of case conferences."""

from django.utils.translation import gettext_lazy as _

from opennrm.country.vocabulary import CodeList, Scope

MINUTES = "minutes"
"""What a part covers by which an agency reads the minutes of the conferences to which it was invited."""

SCOPES = (Scope(name=MINUTES, words=_("the minutes of case conferences to which they are invited")),)

CODE_LISTS = (CodeList(name="disciplines"),)
