"""A matcher that is killed loses nothing and does nothing twice: whoever comes next goes on."""

import os
import signal
import subprocess
import sys

import pytest
from django.db import connection

from opennrm.audit.models import AuditEvent
from opennrm.linkage import matching
from opennrm.linkage.models import Examined, MatchToken

from .matcher import ALIKE, ANOTHER, Scene, child_of, pair_of, pairs, set_up

MATCHER = """
import django, os, signal, sys
django.setup()
from django.db import connections
connections['default'].settings_dict['USER'] = 'opennrm_worker'
connections['default'].settings_dict['NAME'] = sys.argv[1]
from opennrm.linkage import jobs, matching
matching.AT_ONCE, examine, done = 1, matching.examine, []

def examine_and_die(*given, **named):
    if len(done) == 2 and sys.argv[2] == 'between':
        os.kill(os.getpid(), signal.SIGKILL)
    examine(*given, **named)
    done.append(1)
    if len(done) == 2 and sys.argv[2] == 'within':
        os.kill(os.getpid(), signal.SIGKILL)

matching.examine = examine_and_die
jobs.match()
"""


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def run_and_kill(when: str) -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-c", MATCHER, connection.settings_dict["NAME"], when]
    assert subprocess.run(command, env=environment, check=False).returncode == -signal.SIGKILL


@pytest.mark.parametrize(("when", "compared"), [("between", 2), ("within", 1)])
def test_whoever_comes_after_a_killed_matcher_goes_on_where_it_was(scene, when, compared):
    here, there = scene.report(to=scene.here), scene.report(ALIKE, to=scene.there)
    scene.report(ANOTHER, to=scene.there, birth_date="2017-08-01")
    again = scene.report(to=scene.there)
    run_and_kill(when)
    assert Examined.objects.using("setup").count() == compared
    scene.run()
    assert Examined.objects.using("setup").count() == 4
    assert {(pair.low_id, pair.high_id) for pair in pairs()} == {
        tuple(sorted([child_of(one).pk, child_of(other).pk]))
        for one, other in ((here, there), (here, again), (there, again))
    }
    events = AuditEvent.objects.using("setup").filter(kind="linkage.compared")
    assert sum(event.detail["records"] for event in events) == 4
    tokens = MatchToken.objects.using("setup")
    assert not tokens.filter(person=None).exists()
    assert {scene.tokens_of(case_id) % 16 for case_id in (here, there, again)} == {0}


def test_of_two_matchers_at_once_one_does_nothing(scene, superuser):
    here, there = scene.report(to=scene.here), scene.report(ALIKE, to=scene.there)
    superuser.execute("SELECT pg_advisory_lock(%s)", [matching.LOCK])
    scene.run()
    assert not Examined.objects.using("setup").exists()
    superuser.execute("SELECT pg_advisory_unlock(%s)", [matching.LOCK])
    scene.run()
    assert pair_of(here, there) is not None
