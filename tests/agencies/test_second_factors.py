"""The codes of an authenticator app."""

import base64
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from opennrm.agencies import second_factors
from opennrm.agencies.seals import Use, seal, unseal
from opennrm.agencies.second_factors import Reason, code_at, step_at, step_of
from opennrm.foundation.refusals import Refused
from opennrm.web.agencies.adapter import SecondFactorAdapter

MOMENT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
moments = st.integers(1_500_000_000, 3_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
secrets = st.binary(min_size=20, max_size=20).map(lambda raw: base64.b32encode(raw).decode())


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(seconds, code):
    """The test vectors of RFC 6238, appendix B, in six digits."""
    secret = base64.b32encode(b"12345678901234567890").decode()
    assert code_at(secret, step_at(datetime.fromtimestamp(seconds, UTC))) == code


@given(secrets, moments, st.integers(-1, 1))
def test_a_code_is_good_half_a_minute_early_and_late(secret, at, off):
    assert step_of(secret, code_at(secret, step_at(at) + off), at=at) is not None


@given(secrets, moments, st.integers(-1, 1))
def test_no_code_is_good_twice(secret, at, off):
    code = code_at(secret, step_at(at) + off)
    used = step_of(secret, code, at=at)
    assert used is not None
    again = step_of(secret, code, at=at, after=used)
    assert again is None or (code_at(secret, again) == code and again > used)


@given(secrets, moments, st.text(max_size=12))
def test_what_is_no_code_is_refused_without_a_noise(secret, at, typed):
    step = step_of(secret, typed, at=at)
    assert step is None or code_at(secret, step) == "".join(typed.split())


def test_spaces_do_not_matter():
    secret = second_factors.new_secret()
    code = code_at(secret, step_at(MOMENT))
    assert step_of(secret, f" {code[:3]} {code[3:]} ", at=MOMENT) == step_at(MOMENT)


def test_secrets_differ_and_have_the_length_that_the_standard_recommends():
    made = {second_factors.new_secret() for _ in range(50)}
    assert len(made) == 50
    assert {len(base64.b32decode(secret)) for secret in made} == {20}


def test_a_sealed_secret_opens_again_and_never_looks_the_same():
    bound = {"account_id": uuid4(), "use": Use.APP}
    first, second = seal("secret", **bound), seal("secret", **bound)
    assert first != second
    assert "secret" not in first
    assert unseal(first, **bound) == unseal(second, **bound) == "secret"


@pytest.mark.parametrize("moved", [{"account_id": uuid4()}, {"use": Use.RECOVERY_CODES}])
def test_a_sealed_secret_opens_for_its_account_and_use_alone(moved):
    bound = {"account_id": uuid4(), "use": Use.APP}
    with pytest.raises(InvalidTag):
        unseal(seal("secret", **bound), **{**bound, **moved})


def test_the_library_seals_nothing_itself():
    for refuse in (SecondFactorAdapter().encrypt, SecondFactorAdapter().decrypt):
        with pytest.raises(NotImplementedError):
            refuse("secret")


def test_the_app_is_told_whose_secret_it_is():
    address = second_factors.app_address("ann@example.org", "ABC")
    assert address == "otpauth://totp/OpenNRM:ann%40example.org?secret=ABC&issuer=OpenNRM"


def test_a_used_code_stays_used_in_the_next_request(world):
    person = world.person(world.agency("police"), "caseworker")
    secret = second_factors.new_secret()
    with world.acting(person):
        second_factors.enrol(person.account.pk, secret, at=MOMENT)
    code = code_at(secret, step_at(MOMENT))
    with world.acting(person):
        assert second_factors.use(person.account, code, at=MOMENT)
    with world.acting(person):
        assert second_factors.use(person.account, code, at=MOMENT + timedelta(seconds=5)) is None


def test_an_administrator_takes_away_only_what_there_is(world):
    agency = world.agency("police")
    administrator, caseworker = world.person(agency, "administrator"), world.person(agency, "caseworker")
    with world.acting(administrator) as actor, pytest.raises(Refused, match="no two-step sign-in"):
        second_factors.take_away(caseworker.account.pk, reason=Reason.LOST, by=actor, at=MOMENT)
