"""What the page of found times sends to the page for choosing one."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from opennrm.interviews.scheduling.criteria import Measures
from opennrm.web.design import read_time
from opennrm.web.interviews import finding


@pytest.mark.parametrize("hour", range(24))
def test_a_time_that_was_found_is_read_again_whatever_the_hour(hour):
    starts = datetime(2027, 3, 2, hour, 30, tzinfo=timezone.get_current_timezone())
    somebody: Any = SimpleNamespace(
        membership_id=1, membership=SimpleNamespace(account=SimpleNamespace(name="A"))
    )
    measures = Measures(*[0] * len(Measures._fields))
    proposal: Any = SimpleNamespace(
        starts_at=starts, ends_at=starts + timedelta(minutes=90), space=SimpleNamespace(pk=1), lead=somebody,
        people=[], measures=measures,
    )  # fmt: skip
    sent = dict(finding.offered(proposal)["sends"])
    assert read_time(sent["time"]) == starts.time()
    assert read_time(sent["until"]) == (starts + timedelta(minutes=90)).time()
