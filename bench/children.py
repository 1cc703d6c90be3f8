"""Invented children: names, birth dates, telephones. The same seed invents the same children."""

import random
from dataclasses import dataclass, field

import phonenumbers

GIVEN = """Abena Ada Aisha Alma Amara Anika Ari Asha Basil Bela Bina Bram Carla Cato Cora Dario Delia Demi Dina Edda
Elio Elna Emre Enzo Esme Fabio Fatou Femi Fiona Gala Gita Hana Hugo Ida Ilka Imani Inez Iris Isko Ivo Jada Jala Joris
Juna Kaia Kofi Lana Leila Lino Lola Luka Maja Malik Mara Milo Mina Nadia Naomi Neva Nico Noor Odile Omar Orla Pablo
Petra Pia Ravi Remi Rhea Rosa Ruben Sami Sana Selma Sina Tarek Tessa Timo Uma Vera Wanda Yara Yusuf Zara"""
FAMILY = """Abara Adair Alder Amadi Arden Ashby Bando Barrow Bellamy Birch Bramble Calder Carrow Castell Corran Dalby
Danso Darrow Deverell Dunmore Eastwick Eland Elmore Fairlie Farrow Fenwick Fontana Galloway Garrow Glenmore Hadley
Harrow Hartwell Hazelby Ingram Ironside Jansen Jarrow Kestrel Kilbride Kingsley Lambert Larkin Lindqvist Locksley
Mafura Marlow Mayfield Merrow Moreland Nakata Norwell Oakley Okoro Ormond Paxton Pemberley Quarry Quill Radley Ravenel
Redfern Rowan Sable Selwyn Sorrell Stanmore Tamsin Thackeray Thorne Tolland Underhill Vance Varley Wexcombe Whitlow
Winslow Yardley Yarrow Zeller"""
_SYLLABLES = "ba be bo da de do ka ke ko la le li lo ma me mo na ne ni no ra re ri ro sa se so ta te to va ve"
_COMMON_SHARE = 0.6


@dataclass(frozen=True)
class Child:
    """Somebody who does not exist."""

    given_names: str
    family_name: str
    other_names: str
    birth_date: str
    nationality: str
    document_number: str
    address: str
    telephone: str

    def text(self, name: str) -> str:
        """One of the texts, by the name of the field that seals it."""
        return getattr(self, name)


@dataclass
class Inventor:
    """Invents children for a country whose telephone numbers look like those of `region`."""

    seed: int
    region: str
    _dice: random.Random = field(init=False)
    _number: str = field(init=False)

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)
        example = phonenumbers.example_number(self.region)
        if example is None:
            raise LookupError(f"No telephone numbers are known of the region {self.region!r}.")
        self._number = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)

    def child(self) -> Child:
        """The next child: as in life some names are common, others are borne once."""
        dice = self._dice
        return Child(
            given_names=self._name(GIVEN),
            family_name=self._name(FAMILY),
            other_names=self._word() if dice.random() < 0.2 else "",
            birth_date=f"{dice.randint(2006, 2020)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}",
            nationality="",
            document_number=f"X{dice.randrange(10**8):08}" if dice.random() < 0.3 else "",
            address=f"{dice.randint(1, 200)} {self._word()} Lane",
            telephone=f"{self._number[:-7]}{dice.randrange(10**7):07}",
        )

    def _name(self, names: str) -> str:
        common = names.split()
        if self._dice.random() < _COMMON_SHARE:
            # Names follow Zipf's law closely enough: the second is half as frequent as the first.
            return common[min(int(len(common) ** self._dice.random()) - 1, len(common) - 1)]
        return self._word()

    def _word(self) -> str:
        return "".join(self._dice.choices(_SYLLABLES.split(), k=self._dice.choice((3, 3, 4)))).capitalize()
