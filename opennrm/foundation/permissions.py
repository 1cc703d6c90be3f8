"""What a role may do at all. Each context declares its own (`<context>/permissions.py`)."""

from typing import Self


class Permission(str):
    """The name of a permission, as a country pack writes it, and what a membership keeps of a role that has it.

    Whether somebody may do it to this record, the policies decide.

    :param opens_cases: it shows something of a case, the audit of it included. Two people give a role that has it.
    :param opens_people: it shows names, whole cases or the audit. No role has it without a second factor.
    :param confirms: whoever has it may be the second person, who confirms what another has given.
    :param takes_new_cases: whoever has it takes a case that nobody has, unless they supervise.
    :param supervises: whoever has it sees every case of their agency and gives it to somebody.
    :param reads_audit: whoever has it reads every event.
    :param decides_links: whoever has it sees pairs of records of different agencies that may be of one child.
    :param books_spaces: whoever has it sees when spaces and people of all agencies are free, and books them.
    :param keeps_recordings: whoever has it can be custodian of a recording, and takes part in its case as long.
    """

    __slots__ = (
        "books_spaces",
        "confirms",
        "decides_links",
        "keeps_recordings",
        "opens_cases",
        "opens_people",
        "reads_audit",
        "supervises",
        "takes_new_cases",
    )
    opens_cases: bool
    opens_people: bool
    confirms: bool
    takes_new_cases: bool
    supervises: bool
    reads_audit: bool
    decides_links: bool
    books_spaces: bool
    keeps_recordings: bool

    def __new__(
        cls,
        name: str,
        *,
        opens_cases: bool = False,
        opens_people: bool = False,
        confirms: bool = False,
        takes_new_cases: bool = False,
        supervises: bool = False,
        reads_audit: bool = False,
        decides_links: bool = False,
        books_spaces: bool = False,
        keeps_recordings: bool = False,
    ) -> Self:
        """Declare a permission under this name."""
        permission = super().__new__(cls, name)
        permission.opens_cases = opens_cases
        permission.opens_people = opens_people
        permission.confirms = confirms
        permission.takes_new_cases = takes_new_cases
        permission.supervises = supervises
        permission.reads_audit = reads_audit
        permission.decides_links = decides_links
        permission.books_spaces = books_spaces
        permission.keeps_recordings = keeps_recordings
        return permission
