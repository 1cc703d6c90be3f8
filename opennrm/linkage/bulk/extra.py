"""What only large lists need, and a server does not have: DuckDB, Splink and Spark."""

from importlib import import_module
from types import ModuleType

from opennrm.linkage.lists import ListRefused

INSTALL = 'Install what is missing with: pip install "opennrm[linkage]"'


def needed(module: str, why: str) -> ModuleType:
    """A module of the extra.

    :param why: a sentence that says what it is needed for.
    :raises ListRefused: it is not installed; the message says how to install it.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise ListRefused(f"{why} This needs {error.name}, which is not installed. {INSTALL}") from None
