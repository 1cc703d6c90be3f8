"""Noticing at start-up, and not at the first name that cannot be read, that the master key is missing or another."""

from . import keys
from .models import KeyCheck


def remember() -> None:
    """Keep the fingerprint of the master key that seals this database, if none is kept yet.

    :raises KeyProblem: the master key is missing or damaged.
    """
    if not KeyCheck.objects.exists():
        KeyCheck(fingerprint=keys.keeper().fingerprint()).save(from_action=True, force_insert=True)


def problem() -> str | None:
    """What is wrong with the master key, as a sentence; None if it is the one that sealed this database."""
    try:
        fingerprint = keys.keeper().fingerprint()
    except keys.KeyProblem as missing:
        return str(missing)
    kept = KeyCheck.objects.values_list("fingerprint", flat=True).first()
    if kept is None:
        return "This database has never been used with a master key. Run `opennrm migrate` once with the right key."
    if kept != fingerprint:
        return (
            "The master key is not the one that sealed this database, so nobody could read a name in it. "
            "Restore the right key file, or set OPENNRM_MASTER_KEY_FILE to it."
        )
    return None
