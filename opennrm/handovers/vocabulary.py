"""What packs may name of handing cases over."""

from opennrm.country.vocabulary import CodeList

CODE_LISTS = (
    CodeList(name="handover_reasons"),
    CodeList(name="handover_refusals", with_words=True),
)
