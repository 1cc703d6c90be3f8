"""What packs may name of printed summaries."""

from opennrm.country.vocabulary import CodeList

CODE_LISTS = (CodeList(name="print_purposes"),)
