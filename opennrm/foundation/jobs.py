"""What happens by itself, and the form in which each context declares what it needs done."""

from collections.abc import Callable
from dataclasses import dataclass

from .context import renew_signing_key


@dataclass(frozen=True, kw_only=True)
class Job:
    """One thing that the worker does.

    :param name: of the task in the queue; never two at once.
    :param run: does it, in transactions of its own.
    :param cron: when, in the five fields of cron; empty: whenever somebody asks, with arguments for `run`.
    """

    name: str
    run: Callable[..., object]
    cron: str = ""


JOBS = (
    # So that no key for signing contexts that was copied with the database's files stays of use.
    Job(name="signing_key.renew", cron="7 * * * *", run=renew_signing_key),
)
