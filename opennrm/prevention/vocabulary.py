"""What packs may name of prevention."""

from opennrm.country.vocabulary import CodeList

CODE_LISTS = (
    CodeList(name="prevention_topics"),
    CodeList(name="prevention_roles"),
    CodeList(name="age_bands"),
    CodeList(name="people_sexes"),
    CodeList(name="campaign_channels"),
    CodeList(name="outreach_settings"),
    CodeList(name="inspection_targets"),
    CodeList(name="inspection_reasons"),
    CodeList(name="inspection_results"),
    CodeList(name="trafficking_signs"),
    CodeList(name="contact_channels"),
    CodeList(name="online_platforms"),
)
