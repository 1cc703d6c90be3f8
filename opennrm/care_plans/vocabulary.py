"""What packs may name of care."""

from opennrm.country.vocabulary import CodeList

CODE_LISTS = (
    CodeList(name="immediate_acts"),
    CodeList(name="leaving_care_items"),
    CodeList(name="living_situations"),
    CodeList(name="need_domains"),
    CodeList(name="payers"),
    CodeList(name="safety_dangers"),
)
