"""What packs may name of case conferences."""

from opennrm.country.vocabulary import CodeList

CODE_LISTS = (CodeList(name="disciplines"),)
