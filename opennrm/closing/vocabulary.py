"""What packs may name of closing a case."""

from opennrm.country.vocabulary import CodeList

CODE_LISTS = (CodeList(name="case_outcomes"), CodeList(name="closing_reasons"))
