"""Children whom two agencies have, and neither knows of the other: what the linkage desk finds in the demonstration."""

from .cases import assigned
from .concerns import Story
from .people import Child

HERE, THERE = 1, 12
"""In one area a case comes to the first office, in the other to the regional one."""

STORIES = (
    Story(
        by="nurse",
        hours_ago=620,
        child=Child(
            given_names="Shanique",
            family_name="Brathwaite",
            birth_date="2012-04-09",
            telephone="876 555 0181",
            sex="female",
            age=14,
        ),
        kind="made_to_work",
        area=HERE,
        occurred="For some months",
        account="She cleans rooms in a guest house before school and was not paid. She is afraid of the owner.",
        way=(assigned(to="caseworker"),),
    ),
    Story(
        by="constable",
        hours_ago=150,
        child=Child(
            given_names="Shaniqua",
            family_name="Braithwaite",
            birth_date="2012-09-04",
            telephone="876 555 0181",
            sex="female",
            age=14,
        ),
        kind="made_to_work",
        area=THERE,
        occurred="Since she left the guest house",
        account="She was found asleep in a kitchen where she washes dishes at night. She gave another date of birth.",
    ),
    Story(
        by="nurse",
        hours_ago=500,
        child=Child(
            given_names="Jean",
            family_name="Toussaint",
            birth_date="2011-03-02",
            sex="male",
            age=15,
        ),
        kind="made_to_commit_crime",
        area=HERE,
        occurred="In the summer",
        account="He carries parcels for people whose names he does not know. He came by boat with a cousin.",
        way=(assigned(to="colleague"),),
    ),
    Story(
        by="constable",
        hours_ago=90,
        child=Child(
            given_names="Jan",
            family_name="Toussaint",
            birth_date="2011-03-02",
            sex="male",
            age=15,
        ),
        kind="made_to_commit_crime",
        area=THERE,
        occurred="Two weeks ago",
        account="He was stopped with a parcel at the bus stop. He says that he lives with nobody.",
    ),
)
