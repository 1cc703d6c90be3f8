"""Which column of a list holds what: guessed from the header, or said by a TOML file."""

from collections.abc import Sequence
from pathlib import Path

from opennrm.linkage.encodings import columns
from opennrm.linkage.encodings.columns import Columns, Said
from opennrm.linkage.lists import COLUMNS

ID = "id"
FIELDS = (ID, *COLUMNS)
_KNOWN = {
    ID: "id, identifier, record id, rec id, record number, number, reference, case number, file number",
    "given_names": columns.KNOWN["given_name"] + ", christian names, forenames, prenoms, nombres",
    "family_name": columns.KNOWN["family_name"] + ", family names, surnames, primer apellido",
    "second_family_name": "second family name, second surname, mothers family name, segundo apellido",
    "middle_names": "middle name, middle names, second name, second given name",
    "other_names": "other name, other names, alias, aliases, also known as, aka, nickname, nicknames, "
    "pet name, pet names, surnom, apodo",
    "born": columns.KNOWN["date_of_birth"],
    "born_estimated": "born estimated, date of birth estimated, estimated, age estimated, birth date estimated",
    "sex": columns.KNOWN["sex"],
    "area": columns.KNOWN["area"] + ", home parish, postcode, postal code, zip, zip code",
    "telephone": "telephone, telephones, telephone number, phone, phones, phone number, mobile, cell, contact number, "
    "telefono, tel",
    "document_number": "document number, document, passport, passport number, national id, birth certificate, "
    "birth certificate number, social security number, soc sec id, trn",
    "school": "school, name of school, school name, ecole, escuela",
    "guardian": "guardian, name of guardian, guardian name, parent, parent name, mother, caregiver",
}
"""Headings in normal form, by the field that they mean."""
_NAMES = ("given_names", "family_name", "other_names")


def read_said(path: Path) -> Said:
    """The mapping in a TOML file.

    :raises EncodingProblem: it is no TOML, or says something that is not known.
    """
    return columns.read_said(path, FIELDS)


def columns_of(header: Sequence[str], said: Said) -> Columns:
    """Which column of a list with this header is which.

    :raises EncodingProblem: no column has names, or a field may be in more than one.
    """
    found = columns.columns_of(header, said, known=_KNOWN, needed=())
    if not any(name in found.places for name in _NAMES):
        raise columns.not_clear("No column is clearly a name", found.headings, FIELDS)
    return found
