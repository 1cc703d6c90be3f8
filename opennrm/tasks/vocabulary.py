"""What packs may name of tasks."""

from opennrm.country.vocabulary import CodeList

CODE_LISTS = (CodeList(name="task_kinds"),)
