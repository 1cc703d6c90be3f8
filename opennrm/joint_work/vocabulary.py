"""What packs may name of joint work."""

from opennrm.country.vocabulary import CodeList

CODE_LISTS = (
    CodeList(name="joint_purposes"),
    CodeList(name="joint_refusals", with_words=True),
    CodeList(name="joint_ends", with_words=True),
    CodeList(name="joint_extensions"),
)
