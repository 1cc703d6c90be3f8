"""What somebody of the demonstration signs in with. Needs no settings."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """One invented person: their address, what they are, and the secret of their authenticator app."""

    email: str
    name: str
    role: str
    agency: str
    secret: str
