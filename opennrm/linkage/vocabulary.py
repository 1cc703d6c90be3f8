"""What packs may name of records that may be of one child."""

from opennrm.country.vocabulary import CodeList

CODE_LISTS = (
    CodeList(name="link_same_reasons"),
    CodeList(name="link_different_reasons"),
    CodeList(name="link_unsure_reasons"),
    CodeList(name="link_asking_reasons"),
    CodeList(name="link_refusals", with_words=True),
)
