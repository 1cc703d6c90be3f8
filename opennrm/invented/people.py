"""Invented children: names, birth dates, telephones, brothers and sisters. The same seed invents the same children."""

import random
from dataclasses import dataclass, field, replace

import phonenumbers

_GIVEN = """Abena Ada Aisha Alejandra Alma Amara Anika Ari Asha Basil Bela Bina Bram Camila Carla Cato Célestin Cora
Dario Delia Demi De'Andre Dieula Dieudonné Dina Edda Elio Elna Emre Enzo Esme Esperanza Fabienne Fabio Fatou Femi
Fiona Gala Gita Guerline Hana Hugo Ida Ilka Imani Inez Iris Isko Ivo Jada Jala Jean-Claude Jermaine Jesús Joris José
Juna Kadija Kaia Keturah Kofi Lana Leila Lino Lola Luka Luz María Maja Malik Mara Marie-Ange Marie-Flore Milo Mina
Nadia Naomi Neva Nico Noor Odile Omar Orla Oswin Pablo Petra Pia Rahmeek Ravi Remi Rhea Rosa Ruben Sami Sana Selma
Shanelle Sina Tarek Tessa Timo Uma Vera Wanda Ximena Yadiel Yara Yusuf Yvenson Zara"""
_FAMILY = """Abara Adair Alder Amadi Arden Ashby Bando Barrow Bellamy Birch Bramble Calder Carrow Castell Célestin-Noël
Charles Corran Dalby Danso Darrow De~la~Cruz Del~Valle Delacroix Deverell Dunmore Eastwick Eland Elmore Estimé Fairlie
Farrow Fenwick Fontana Galloway Garrow Glenmore Guzmán Hadley Harrow Hartwell Hazelby Ingram Ironside Jansen Jarrow
Jean-Baptiste Jean-Louis Kestrel Kilbride Kingsley Lambert Larkin Lindqvist Locksley Mafura Marlow Mayfield McKenzie
Merrow Moreland Nakata Norwell Núñez Oakley O'Gilvie Okoro Ormond Paxton Pemberley Peña~Rosario Pierre-Louis Quarry
Quill Radley Ravenel Redfern Rowan Sable Saint-Fleur Selwyn Sorrell St.~Hilaire Stanmore Tamsin Thackeray Thorne
Tolland Toussaint Underhill Vance Varley Wexcombe Whitlow Winslow Yardley Yarrow Ysabel~Báez Zeller"""
# Of English, Spanish and Haitian form; ~ is a space within a name.
GIVEN, FAMILY = (tuple(name.replace("~", " ") for name in names.split()) for names in (_GIVEN, _FAMILY))
_SYLLABLES = "ba be bo da de do ka ke ko la le li lo ma me mo na ne ni no ra re ri ro sa se so ta te to va ve"
_COMMON_SHARE = 0.6
_TEXTS = (
    "given_names", "family_name", "other_names", "birth_date", "document_number", "address", "telephone",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Child:
    """Somebody who does not exist, and of whom only a part may be known."""

    given_names: str = ""
    family_name: str = ""
    other_names: str = ""
    birth_date: str = ""
    document_number: str = ""
    address: str = ""
    telephone: str = ""
    sex: str = ""
    age: int | None = None
    is_citizen: bool = False
    """Of the country of the pack; otherwise nobody has said."""

    def texts(self) -> dict[str, str]:
        """What is known, by the names of the fields that seal it."""
        return {name: text for name in _TEXTS if (text := getattr(self, name))}

    def sibling(self, given_names: str, *, age: int, sex: str) -> "Child":
        """A brother or sister: of the same family, at the same address."""
        kept = replace(self, other_names="", birth_date="", document_number="")
        return replace(kept, given_names=given_names, age=age, sex=sex)


@dataclass
class Inventor:
    """Invents children for a country whose telephone numbers look like those of `region`."""

    seed: int
    region: str
    _dice: random.Random = field(init=False)
    _number: str = field(init=False)

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)  # noqa: S311 - nothing secret is drawn
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
            document_number=f"X{dice.randrange(10**8):08}" if dice.random() < 0.3 else "",
            address=f"{dice.randint(1, 200)} {self._word()} Lane",
            telephone=f"{self._number[:-7]}{dice.randrange(10**7):07}",
        )

    def _name(self, common: tuple[str, ...]) -> str:
        if self._dice.random() < _COMMON_SHARE:
            # Names follow Zipf's law closely enough: the second is half as frequent as the first.
            return common[min(int(len(common) ** self._dice.random()) - 1, len(common) - 1)]
        return self._word()

    def _word(self) -> str:
        return "".join(self._dice.choices(_SYLLABLES.split(), k=self._dice.choice((3, 3, 4)))).capitalize()
