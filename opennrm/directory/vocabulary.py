"""What packs may name of the directory of services."""

from opennrm.country.vocabulary import CodeList

CODE_LISTS = (CodeList(name="service_kinds"),)
