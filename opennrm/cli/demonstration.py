"""What a demonstration's people sign in with: kept below the state folder, beside the database it belongs to."""

import base64
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from opennrm.invented.sign_in import SignIn

from .setup import as_typed

NAME = "demonstration.json"


@dataclass(frozen=True, kw_only=True)
class Demonstration:
    """Everybody in a demonstration. All have the same password."""

    password: str
    people: tuple[SignIn, ...]
    is_complete: bool = True
    """Whether the cases were made as well; a load that was interrupted is taken up again."""


def read(state: Path) -> Demonstration | None:
    """The demonstration of a state folder, if there is one."""
    file = state / NAME
    if not file.exists():
        return None
    content = json.loads(file.read_text())
    return Demonstration(
        password=content["password"],
        people=tuple(SignIn(**person) for person in content["people"]),
        is_complete=content.get("is_complete", True),
    )


def is_unfinished(state: Path) -> bool:
    """Whether the people of a demonstration are there, and its cases are not."""
    found = read(state)
    return found is not None and not found.is_complete


def write(state: Path, demonstration: Demonstration) -> None:
    """Keep it, for nobody but the user who runs it."""
    file = state / NAME
    file.touch(mode=0o600)
    file.write_text(json.dumps(asdict(demonstration), indent=2))


def sign_ins(found: Demonstration) -> str:
    """Who can sign in, as text for a terminal."""
    lines = [f"Everybody's password: {found.password}", ""]
    width = max(len(person.email) for person in found.people)
    for person in found.people:
        lines.append(f"  {person.email:<{width}}  {person.role}, {person.agency}")
    lines += [
        "",
        "If a page asks for a six-digit code, print the current one. Each code works once:",
        f"  {as_typed('demo', 'code', found.people[0].email)}",
        "",
    ]
    return "\n".join(lines)


def app_address(person: SignIn) -> str:
    """What an authenticator app on a telephone can be given instead."""
    return f"otpauth://totp/OpenNRM:{person.email}?secret={person.secret}&issuer=OpenNRM"


def code_at(secret: str, at: datetime) -> str:
    """The six digits that an authenticator app shows at a moment (RFC 6238)."""
    from cryptography.hazmat.primitives.hashes import SHA1
    from cryptography.hazmat.primitives.twofactor.totp import TOTP

    # The algorithm that every authenticator app has; its weakness does not matter for an HMAC.
    generator = TOTP(base64.b32decode(secret), 6, SHA1(), 30, enforce_key_length=False)  # noqa: S303
    return generator.generate(int(at.timestamp())).decode()


def seconds_left(at: datetime) -> int:
    """How long the code of this moment is still shown."""
    return 30 - int(at.timestamp()) % 30
