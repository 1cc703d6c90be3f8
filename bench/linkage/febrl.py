"""Reads the public lists of FEBRL, whose records say in `rec_id` which person they are."""

import csv
import re
from pathlib import Path

from opennrm.linkage.records import Record


def read_febrl(path: Path) -> tuple[list[Record], list[int]]:
    """The records, and the number of the person of each, which no record has."""
    records, persons = [], []
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, skipinitialspace=True):
            text = {name: (value or "").strip() for name, value in row.items()}
            born = text["date_of_birth"]
            records.append(
                Record(
                    given_names=text["given_name"],
                    family_name=text["surname"],
                    born=f"{born[:4]}-{born[4:6]}-{born[6:]}" if re.fullmatch(r"\d{8}", born) else "",
                    area=text["postcode"],
                    document_number=text["soc_sec_id"],
                )
            )
            persons.append(int(re.search(r"\d+", text["rec_id"])[0]))
    return records, persons
