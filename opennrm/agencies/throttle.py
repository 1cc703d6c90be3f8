"""Guessing is slowed down: attempts are counted by account and by network, before anything is hashed.

The counters are times in a table of the second door's role (docs/decisions/0007-throttles.md). A device from which
the account was signed in to before is counted by itself, so that nobody elsewhere can lock its owner out.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from django.db import connections, transaction
from django.db.models import Q
from django.utils.translation import ngettext

from opennrm.foundation import keys

from .models import Attempts
from .sessions import ALIAS

# Prefixes of what one subscriber has, and of what one provider or building has.
IPV4_PREFIXES = 32, 24
IPV6_PREFIXES = 64, 48
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class Throttled(Exception):
    """There were too many attempts; `until` says when the next one is looked at."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


@dataclass(frozen=True)
class Limit:
    """How many attempts are `free`, and how fast they are forgotten.

    One attempt is forgotten every `forgets_one_in`. Once `free` of them are remembered, each further one has to `wait`;
    the wait doubles with each, until it is as long as one takes to be forgotten.
    """

    free: int
    wait: timedelta
    forgets_one_in: timedelta


@dataclass(frozen=True)
class Kind:
    """Something that can be tried, and what limits it. A known device is limited by `device` and nothing else."""

    name: str
    device: Limit
    account_from_network: Limit | None = None
    account: Limit | None = None
    account_in_a_day: Limit | None = None
    network: Limit | None = None
    wider_network: Limit | None = None


PASSWORD = Kind(
    "password",
    device=Limit(10, MINUTE, 10 * MINUTE),
    account_from_network=Limit(5, MINUTE, 10 * MINUTE),
    account=Limit(10, MINUTE, 10 * MINUTE),
    network=Limit(30, MINUTE, timedelta(seconds=10)),
    wider_network=Limit(200, MINUTE, timedelta(seconds=2)),
)
# Whoever tries codes knows the password already, so it does not matter from where.
CODE = Kind("code", device=Limit(5, MINUTE, 30 * MINUTE), account=Limit(5, 5 * MINUTE, HOUR))
# Choosing one is no guess, but judging and hashing it costs time.
NEW_PASSWORD = Kind("new password", device=Limit(10, MINUTE, MINUTE), account=Limit(10, MINUTE, MINUTE))
LETTER = Kind(
    "letter",
    device=Limit(5, 10 * MINUTE, 12 * MINUTE),
    account_from_network=Limit(5, 10 * MINUTE, 12 * MINUTE),
    network=Limit(20, 10 * MINUTE, 3 * MINUTE),
    wider_network=Limit(100, 10 * MINUTE, timedelta(seconds=36)),
)
# A calendar asks by itself, by a secret that nobody could guess: this bounds the work that it makes.
FEED = Kind(
    "feed",
    device=Limit(10, MINUTE, 5 * MINUTE),
    account=Limit(10, MINUTE, 5 * MINUTE),
    network=Limit(60, MINUTE, timedelta(seconds=20)),
    wider_network=Limit(300, MINUTE, timedelta(seconds=2)),
)
# Whoever exports is signed in, so it does not matter from where: this bounds what one person takes away.
EXPORT = Kind("export", device=Limit(5, 12 * MINUTE, 12 * MINUTE), account=Limit(5, 12 * MINUTE, 12 * MINUTE))
# While somebody types a name, it is looked for: 30 times in five minutes, and 200 times a day.
SAME_CHILD = Kind(
    "same child",
    device=Limit(30, timedelta(seconds=10), timedelta(seconds=10)),
    account=Limit(30, timedelta(seconds=10), timedelta(seconds=10)),
    account_in_a_day=Limit(200, timedelta(seconds=432), timedelta(seconds=432)),
)
LETTERS_SENT = Limit(5, 20 * MINUTE, 20 * MINUTE)
LETTERS_TO_OTHER_NETWORKS = Limit(1, 20 * MINUTE, 20 * MINUTE)


@dataclass(frozen=True)
class Attempt:
    """An attempt that was let through and counted."""

    counted: tuple[tuple[str, Limit], ...]
    from_known_device: bool
    is_first_from_network: bool
    """Whether this network has not tried this for this account lately."""


def take(kind: Kind, *, account: str, origin: str, device: str | None = None, at: datetime) -> Attempt:
    """Count an attempt, wherever it is counted, or nowhere if one of the limits refuses it.

    `account`: its id, or the address that was typed: there need not be an account. `device`: the known one, from
    `devices.known`. Give the attempt back when it turns out to have been right.

    :raises Throttled: it has to wait; nothing may be checked.
    """
    counted = tuple(_buckets(kind, account, origin, device))
    with transaction.atomic(using=ALIAS):
        remembered = [_count(bucket, limit, at=at) for bucket, limit in counted]
    is_first = kind.account_from_network is not None and remembered[0] == 1
    return Attempt(counted, device is not None, is_first and device is None)


def give_back(attempt: Attempt, *, at: datetime) -> None:
    """Take an attempt off the counters again, because it was right. Those of others stay."""
    with transaction.atomic(using=ALIAS), connections[ALIAS].cursor() as cursor:
        for bucket, limit in attempt.counted:
            cursor.execute(GIVE_BACK, {"bucket": bucket, "at": at, **vars(limit)})


def letter_may_go(asked: Attempt, *, account: str, at: datetime) -> bool:
    """Whether a letter goes to an address that was asked for. Whoever asks is not told.

    A flood from elsewhere uses up the letters of the address. A known device has letters of its own, and a network
    that has not asked lately gets one through now and then.
    """
    if asked.from_known_device:
        return True
    if _is_free("letters sent", account, LETTERS_SENT, at=at):
        return True
    return asked.is_first_from_network and _is_free(
        "letters to other networks", account, LETTERS_TO_OTHER_NETWORKS, at=at
    )


def minutes_until(until: datetime, *, at: datetime) -> int:
    """For how many minutes somebody has to wait."""
    return max(1, ceil((until - at) / MINUTE))


def sentence(until: datetime, *, at: datetime) -> str:
    """What somebody who has to wait is told."""
    minutes = minutes_until(until, at=at)
    return ngettext(
        "There were too many attempts. Wait %(minutes)d minute, then try again.",
        "There were too many attempts. Wait %(minutes)d minutes, then try again.",
        minutes,
    ) % {"minutes": minutes}


def forget_expired(*, at: datetime) -> int:
    """Delete the counters that count nothing any more; returns how many."""
    over = Q(empty_at__lte=at, blocked_until__lte=at)
    return Attempts.objects.using(ALIAS).filter(over).delete(from_action=True)[0]


def networks_of(origin: str) -> tuple[str, str]:
    """The network of an address and the wider one around it. What is no address is a network by itself."""
    try:
        address = ip_address(origin)
    except ValueError:
        return origin, origin
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    prefixes = IPV4_PREFIXES if address.version == 4 else IPV6_PREFIXES
    narrow, wide = (str(ip_network((address.packed, prefix), strict=False)) for prefix in prefixes)
    return narrow, wide


def _buckets(kind: Kind, account: str, origin: str, device: str | None):
    """What an attempt is counted in: always in this order, so that two at once never wait for each other."""
    if device is not None:
        yield _name(kind.name, "device", account, device), kind.device
        return
    network, wider = networks_of(origin)
    for level, limit, parts in (
        ("account from network", kind.account_from_network, (account, network)),
        ("account", kind.account, (account,)),
        ("account in a day", kind.account_in_a_day, (account,)),
        ("network", kind.network, (network,)),
        ("wider network", kind.wider_network, (wider,)),
    ):
        if limit is not None:
            yield _name(kind.name, level, *parts), limit


def _name(*parts: str) -> str:
    """The name of a counter: a keyed digest, for it would tell who tried to sign in from where."""
    key = keys.keeper().derive("attempts")
    return hmac.digest(key, "\0".join(parts).encode(errors="replace"), hashlib.sha256).hex()


def _count(bucket: str, limit: Limit, *, at: datetime) -> int:
    """Count one; returns how many are remembered now. One statement, so that many at once are all counted."""
    with connections[ALIAS].cursor() as cursor:
        values = {"bucket": bucket, "at": at, "first_wait": limit.wait * (limit.free <= 1), **vars(limit)}
        cursor.execute(COUNT, values)
        counted = cursor.fetchone()
        if counted is None:
            cursor.execute("SELECT blocked_until FROM public.agencies_attempts WHERE bucket = %s", [bucket])
            raise Throttled(cursor.fetchone()[0])
    return counted[0]


def _is_free(name: str, account: str, limit: Limit, *, at: datetime) -> bool:
    try:
        with transaction.atomic(using=ALIAS):
            _count(_name(name, account), limit, at=at)
    except Throttled:
        return False
    return True


# A counter is the moment at which everything in it is forgotten: (empty_at - at) / forgets_one_in are remembered.
COUNT = """
INSERT INTO public.agencies_attempts AS kept (bucket, empty_at, blocked_until)
VALUES (%(bucket)s, %(at)s + %(forgets_one_in)s, %(at)s + %(first_wait)s)
ON CONFLICT (bucket) DO UPDATE SET (empty_at, blocked_until) = (
  SELECT filled.empty_at, CASE WHEN filled.remembered < %(free)s THEN %(at)s
    ELSE %(at)s + least(%(wait)s * power(2, least(filled.remembered - %(free)s, 20)),
      greatest(%(wait)s, %(forgets_one_in)s)) END
  FROM (SELECT after.empty_at,
      ceil(extract(epoch FROM after.empty_at - %(at)s) / extract(epoch FROM %(forgets_one_in)s)) AS remembered
    FROM (SELECT greatest(kept.empty_at, %(at)s) + %(forgets_one_in)s AS empty_at) AS after) AS filled
)
WHERE kept.blocked_until <= %(at)s
RETURNING ceil(extract(epoch FROM empty_at - %(at)s) / extract(epoch FROM %(forgets_one_in)s))::integer
"""

# Below the free ones again nobody has to wait; above, the wait that others have earned stays.
GIVE_BACK = """
UPDATE public.agencies_attempts SET empty_at = empty_at - %(forgets_one_in)s,
  blocked_until = CASE
    WHEN empty_at - %(forgets_one_in)s - %(at)s <= %(forgets_one_in)s * (%(free)s - 1)
    THEN least(blocked_until, %(at)s) ELSE blocked_until END
WHERE bucket = %(bucket)s
"""
