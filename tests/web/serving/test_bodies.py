"""What a request sent goes with its answer, although the request itself is garbage that is seldom collected."""

from io import BytesIO

import pytest

from opennrm.web.serving.answers import answer_of


def test_the_body_of_a_request_goes_with_its_answer():
    environ = {"wsgi.input": BytesIO(b"megabytes")}

    def application(environ, start_response):
        start_response("200 OK", [])
        return [environ["wsgi.input"].read()]

    assert answer_of(application, environ).body == b"megabytes"
    assert environ["wsgi.input"].closed


def test_the_body_of_a_request_that_fails_goes_too():
    environ = {"wsgi.input": BytesIO(b"megabytes")}

    def application(environ, start_response):
        raise LookupError

    with pytest.raises(LookupError):
        answer_of(application, environ)
    assert environ["wsgi.input"].closed
