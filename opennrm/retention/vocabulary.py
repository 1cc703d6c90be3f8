"""What packs may name of keeping and erasing cases."""

from opennrm.country.vocabulary import CodeList

CODE_LISTS = (
    CodeList(name="erasure_refusals"),
    CodeList(name="hold_ends"),
    CodeList(name="hold_reasons"),
)
