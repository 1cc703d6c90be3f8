"""What the pages of old lists call what a column can hold."""

from collections.abc import Mapping

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

from opennrm.country.pack import pack
from opennrm.imports.columns import Field

FIELDS: Mapping[Field, str | Promise] = {
    Field.NOTES: _("Notes"),
    Field.LEAVE: _("Do not import this column"),
    Field.GIVEN: _("First names"),
    Field.FAMILY: _("Family name"),
    Field.NAME: _("The whole name"),
    Field.OTHER: _("Other names or nicknames"),
    Field.BORN: _("Date of birth"),
    Field.AGE: _("Age"),
    Field.SEX: _("Sex"),
    Field.AREA: lazy(lambda: pack().area_word, str)(),
    Field.TELEPHONE: _("Telephone"),
    Field.ADDRESS: _("Address"),
    Field.DOCUMENT: _("Document number"),
    Field.SCHOOL: _("School"),
    Field.GUARDIAN: _("Parent or guardian"),
    Field.OCCURRED: _("When it happened"),
    Field.REFERENCE: _("Number in this list"),
}
