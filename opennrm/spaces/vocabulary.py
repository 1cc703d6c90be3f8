"""What packs may name of spaces and the team."""

from opennrm.country.vocabulary import CodeList

CODE_LISTS = (
    CodeList(name="space_equipment"),
    CodeList(name="space_functions"),
    CodeList(name="team_disciplines"),
    CodeList(name="certificate_kinds"),
    CodeList(name="absence_reasons"),
)
