"""What packs may name of referrals."""

from opennrm.country.vocabulary import CodeList

CODE_LISTS = (
    CodeList(name="decline_reasons", with_words=True),
    CodeList(name="outcomes"),
    CodeList(name="withdraw_reasons"),
)
