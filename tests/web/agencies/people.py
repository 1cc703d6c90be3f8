"""People who sign in through the pages, as a browser without scripts does."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.test import Client
from django.utils import timezone

from opennrm.agencies import second_factors
from tests.world import PASSWORD, Person, World

SIGN_IN = "/sign-in/"
SECOND_STEP = "/sign-in/second-step/"


@dataclass
class App:
    """Somebody's authenticator app. Each code that it shows here is of a later time step."""

    secret: str
    shown: int = 0

    def code(self) -> str:
        """The next code that is accepted. It is still accepted if half a minute ends before it arrives."""
        now = second_factors.step_at(timezone.now())
        self.shown = max(now, self.shown + 1)
        assert self.shown <= now + 1, "An app shows no code of the time after next."
        return second_factors.code_at(self.secret, self.shown)

    def code_of(self, *, steps_from_now: int) -> str:
        """The code of another time step."""
        moment = timezone.now() + timedelta(seconds=30 * steps_from_now)
        return second_factors.code_at(self.secret, second_factors.step_at(moment))


def give_password(person: Person, password: str = PASSWORD) -> Person:
    """Let a person sign in by password."""
    person.account.set_password(password)
    person.account.save(using="setup", update_fields=["password"])
    return person


def give_app(world: World, person: Person) -> App:
    """Set up a second factor for a person, past the pages."""
    secret = second_factors.new_secret()
    with world.acting(person):
        second_factors.enrol(person.account.pk, secret, at=timezone.now())
    return App(secret)


def sign_in(client: Client, person: Person, app: App | None = None, *, password: str = PASSWORD, **more: str):
    """Sign in through the pages; returns the answer to the last step."""
    answer = client.post(SIGN_IN, {"login": person.email, "password": password, **more})
    if app is not None:
        assert place(answer) == SECOND_STEP
        answer = client.post(SECOND_STEP, {"code": app.code()})
    return answer


def place(answer) -> str:
    """The path that an answer leads to."""
    assert answer.status_code in (301, 302, 303, 307), (answer.status_code, answer.content[:2000])
    return urlsplit(answer["Location"]).path


def page(answer) -> str:
    """The text of a page that was answered."""
    return answer.content.decode()
