"""Sign-in sessions, kept by a database role of their own under the digest of their token.

The token is in the browser's cookie alone. `sec.enter` looks the digest up; an idle or ended session, or one
of a deactivated account, enters as nobody at the next request.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from django.utils.functional import classproperty

from opennrm.country.pack import pack
from opennrm.foundation.second_door import ALIAS, token_renewed

MEMBERSHIP = "opennrm_membership"
SECOND_FACTOR = "opennrm_second_factor"
SIGNED_IN_AT = "opennrm_signed_in_at"
SEEN_AGAIN_AFTER = timedelta(seconds=30)


def digest(token: str) -> str:
    """What the table knows of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def uses_second_factor(data: dict[str, Any]) -> bool:
    """Whether this session was signed in with a second factor."""
    methods = data.get("account_authentication_methods", [])
    return bool(data.get(SECOND_FACTOR)) or any(method.get("method") == "mfa" for method in methods)


class SessionStore(DatabaseSessionStore):
    """Django's database sessions with a hashed key, an idle limit and an absolute one."""

    @classproperty
    def model(cls):
        from .models import Session

        return Session

    def _rows(self):
        return self.model.objects.using(ALIAS)

    def _get_session_from_db(self):
        now = timezone.now()
        row = self._rows().filter(session_key=digest(self.session_key or ""), ends_at__gt=now).first()
        if row is None or row.last_seen_at + timedelta(seconds=row.idle_seconds) <= now:
            self._session_key = None
            return None
        if now - row.last_seen_at > SEEN_AGAIN_AFTER:
            self._rows().filter(pk=row.pk).update(last_seen_at=now)
        return row

    def exists(self, session_key: str) -> bool:
        return self._rows().filter(session_key=digest(session_key)).exists()

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            self._rows().filter(session_key=digest(key)).delete()

    def cycle_key(self) -> None:
        before = self.session_key
        super().cycle_key()
        token_renewed(before, self.session_key)

    def create_model_instance(self, data: dict[str, Any]):
        now = timezone.now()
        limits = pack().session
        key = digest(self._get_or_create_session_key())  # type: ignore[attr-defined]
        created_at = self._started_at(key, data, now)
        ends_at = created_at + timedelta(hours=limits.absolute_hours)
        return self.model(
            session_key=key,
            session_data=self.encode(data),
            expire_date=ends_at,
            account_id=data.get(SESSION_KEY),
            membership_id=data.get(MEMBERSHIP),
            second_factor=uses_second_factor(data),
            idle_seconds=limits.idle_minutes * 60,
            created_at=created_at,
            last_seen_at=now,
            ends_at=ends_at,
        )

    def _started_at(self, key: str, data: dict[str, Any], now: datetime) -> datetime:
        # A key is renewed within a session; what counts for the absolute limit is when somebody signed in.
        if SIGNED_IN_AT in data:
            return datetime.fromtimestamp(data[SIGNED_IN_AT], UTC)
        before = self._rows().filter(session_key=key).first()
        return before.created_at if before else now

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            return self.create()
        row = self.create_model_instance(self._get_session(no_load=must_create))  # type: ignore[attr-defined]
        try:
            with transaction.atomic(using=ALIAS):
                row.save(force_insert=must_create, force_update=not must_create, using=ALIAS)
        except IntegrityError as taken:
            if must_create:
                raise CreateError from taken
            raise
        except DatabaseError as gone:
            if not must_create:
                raise UpdateError from gone
            raise
        return None

    @classmethod
    def clear_expired(cls) -> None:
        cls.model.objects.using(ALIAS).filter(ends_at__lt=timezone.now()).delete()


def end_sessions_of(account_id, *, but: str | None = None) -> int:
    """Sign an account out everywhere, `but` for the session of this token; returns how many sessions ended."""
    rows = SessionStore.model.objects.using(ALIAS).filter(account_id=account_id)
    return rows.exclude(pk=digest(but or "")).delete()[0]
