"""Times of day as people write them."""

from datetime import time

import pytest
from django.utils import translation

from opennrm.web.design.fields import TimeField
from opennrm.web.design.times import TimeNotUnderstood, read_time, written


@pytest.mark.parametrize(
    "text, read",
    [
        ("", None),
        ("2:30 pm", time(14, 30)),
        ("2.30PM", time(14, 30)),
        ("2 p.m.", time(14)),
        ("12am", time(0)),
        ("12:15 pm", time(12, 15)),
        ("12:15", time(12, 15)),
        ("14:30", time(14, 30)),
        ("1430", time(14, 30)),
        ("14h30", time(14, 30)),
        ("09:05", time(9, 5)),
        (" midday ", time(12)),
        ("midnight", time(0)),
    ],
)
def test_a_time_is_read_as_people_write_it(text, read):
    assert read_time(text) == read


@pytest.mark.parametrize("text", ["25:00", "14:75", "13 pm", "0 am", "soon", "27 March", "1" * 5000])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(TimeNotUnderstood):
        read_time(text)


def test_half_of_the_day_is_never_guessed():
    with pytest.raises(TimeNotUnderstood, match="2:30 am, or 2:30 pm"):
        read_time("2:30")


def test_where_clocks_have_24_hours_nobody_is_asked_for_half_of_the_day():
    with translation.override("pt"):
        assert read_time("2:30") == time(2, 30)


@pytest.mark.parametrize("language", ["en", "pt"])
def test_every_time_that_is_written_is_read_again_as_it_was(language):
    with translation.override(language):
        for minute in range(24 * 60):
            at = time(*divmod(minute, 60))
            assert read_time(written(at)) == at


def test_a_time_that_is_there_already_is_shown_as_it_can_be_sent_back():
    field = TimeField()
    assert field.clean(field.prepare_value(time(11, 2))) == time(11, 2)
    assert field.prepare_value("half past two") == "half past two"
