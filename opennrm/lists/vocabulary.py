"""The list of codes that packs have for lists of cases: for which purposes names may leave the product."""

from opennrm.country.vocabulary import CodeList

CODE_LISTS = (CodeList(name="export_purposes"),)
