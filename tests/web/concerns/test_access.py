"""A draft and a receipt are for whoever wrote and sent them, and looking changes nothing."""

from uuid import uuid4

import pytest
from django.urls import reverse

from opennrm.web.concerns.steps import WIZARD

ADDRESSES = [
    ("get", "step", "danger"),
    ("post", "step", "account"),
    ("post", "autosave", "account"),
    ("post", "attachment-add"),
    ("post", "attachment-remove", uuid4()),
    ("get", "check"),
    ("post", "submit"),
    ("get", "discard"),
    ("post", "discard"),
]


@pytest.mark.parametrize("method, name, rest", [(m, n, r) for m, n, *r in ADDRESSES])
def test_the_draft_of_somebody_else_does_not_exist(world, walk, protection, method, name, rest):
    for role in ("caseworker", "supervisor"):
        client = world.client(world.person(protection, role))
        assert getattr(client, method)(walk.url(name, *rest)).status_code == 404


@pytest.mark.parametrize("method, name, rest", [(m, n, r) for m, n, *r in ADDRESSES])
def test_a_role_that_reports_nothing_may_not(world, walk, protection, method, name, rest):
    for role in ("auditor", "administrator", "data_officer"):
        client = world.client(world.person(protection, role))
        assert getattr(client, method)(walk.url(name, *rest)).status_code == 403


def test_the_receipt_of_somebody_else_does_not_exist(world, protection, walk):
    walk.answer_enough()
    place = walk.submit().headers["Location"]
    for person in (
        world.person(protection, "supervisor"),
        world.person(world.agency("police"), "supervisor"),
    ):
        assert world.client(person).get(place).status_code == 404


def test_pages_that_do_not_exist_are_not_found(walk):
    for slug in ("nothing", "check", "../danger"):
        assert walk.client.get(f"/concerns/{walk.draft_id}/questions/{slug}/").status_code == 404
    assert walk.client.post(walk.url("autosave", "files")).status_code == 404
    assert walk.client.get(reverse("concern-step", args=[uuid4(), "danger"])).status_code == 404


def test_signed_out_one_is_asked_to_sign_in(world, walk):
    assert "/sign-in/" in world.client().get(walk.url("step", "danger")).headers["Location"]


def test_nothing_is_changed_by_looking(walk, superuser):
    walk.answer_enough()

    def state() -> list:
        return superuser.execute(
            "SELECT id, version, updated_at, submitted_at, answers FROM concerns_concerndraft"
        ).fetchall()

    before = state()
    for step in WIZARD.steps:
        walk.client.get(walk.url("step", step.slug))
    for name, page in (("submit", walk.url("check")), ("attachment-add", walk.url("step", "files"))):
        assert walk.client.get(walk.url(name)).headers["Location"] == page
    walk.client.get(walk.url("check"))
    walk.client.get(walk.url("discard"))
    assert state() == before
