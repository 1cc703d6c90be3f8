"""What the answer to one cell of the matrix must be: its status, what it shows, records and changes."""

import re

from django.forms import BaseForm

from tests.walls.asking import HEAVIEST_PAGE_BYTES, NOT_OF_A_CASE, OUTSIDE, Answer, Cell
from tests.walls.posts import POSTS

REFUSED = (302, 403, 404, 405)
CARRIED_PICTURE = re.compile(rb'src="data:image/[^"]*"')


def check_look(cell: Cell) -> None:
    """A look at a page."""
    answer = cell.everybody.ask(cell)
    _check_secrecy(cell, answer)
    _check_status_of_look(cell, answer)
    # Whoever looks holds nobody up.
    if cell.relation not in OUTSIDE and "GET" in cell.page.methods:
        assert not answer.locking, f"{cell}: locks rows: {answer.locking[0]}"
    if not cell.is_open:
        assert not answer.recorded, f"{cell}: recorded {answer.recorded} although it was refused"
    if answer.status == 200 and cell.page.seen_by is not None:
        opening = cell.page.audit_of_opening if cell.may_show_canaries else ()
        wanted = sorted([*cell.page.audit, *opening])
        assert sorted(answer.recorded) == wanted, f"{cell}: recorded {answer.recorded}"
    if cell.page.guard == "requires":
        assert answer.changed <= len(answer.recorded) + NOT_OF_A_CASE, (
            f"{cell}: changed {answer.changed} rows"
        )


def _check_status_of_look(cell: Cell, answer: Answer) -> None:
    page, status = cell.page, answer.status
    said = f"{cell}: {status} {answer.response.headers.get('Location', '')}"
    if page.guard != "requires":
        assert status < 500, said
        if page.guard == "signed_in" and cell.relation == "signed_out":
            _check_sent_to_sign_in(said, answer)
    elif cell.relation in OUTSIDE:
        assert status in (302, 403), said
        if cell.relation == "signed_out":
            _check_sent_to_sign_in(said, answer)
    elif not cell.may:
        assert status == 403, said
    elif page.back:
        assert status == 302, said
        assert answer.response["Location"].startswith("/"), said
        assert page.is_of_page(answer.response["Location"]), said
    elif not cell.is_open:
        assert status == page.refusal, said
    else:
        assert status == page.status_of_look(cell.relation, cell.referral), said


def _check_sent_to_sign_in(said: str, answer: Answer) -> None:
    assert answer.status == 302, f"{said}, not sent to sign-in"
    assert "/sign-in/" in answer.response["Location"], said


def check_post(cell: Cell) -> None:
    """A form from somebody to whom its page is open: exactly this status, and exactly these events."""
    status, records = POSTS[cell.page.name].status_for(cell.relation, cell.referral)
    with cell.everybody.for_good(cell) as answer:
        _check_secrecy(cell, answer)
        assert answer.status == status, f"{cell}: {answer.status}, not {status}"
        assert answer.recorded == records, f"{cell}: recorded {answer.recorded}, not {records}"
        if status >= 400:
            assert not answer.changed, f"{cell}: changed rows although it was refused"


def check_empty_form(cell: Cell) -> None:
    """A form with nothing in it: where its page comes back with what to correct, the status says so."""
    answer = cell.everybody.ask(cell, is_filled_in=False)
    # What stands on no page of its own may show something at once.
    asks = any(isinstance(each.get("form"), BaseForm) for each in answer.response.context or ())
    shows_at_once = POSTS[cell.page.name].status == 200 and not asks
    assert answer.status != 200 or shows_at_once, f"{cell}: {answer.status}"


def check_refused_post(cell: Cell) -> None:
    """A form from somebody else, filled in as well as the right one: nothing happens."""
    answer = cell.everybody.send(cell)
    _check_secrecy(cell, answer)
    response = answer.response
    if cell.relation in OUTSIDE:
        # Whoever is signed out is asked to sign in, on a page that keeps what they have typed.
        keeps = cell.relation in ("signed_out", "deactivated") and b'name="held_form"' in response.content
        assert response.status_code in (302, 403) or keeps, f"{cell}: {response.status_code}"
    else:
        wanted = cell.page.refusal if cell.may else 403
        assert response.status_code == wanted, f"{cell}: {response.status_code}, not {wanted}"


def check_method(cell: Cell) -> None:
    """A method of which the guard alone decides."""
    answer = cell.everybody.ask(cell)
    _check_secrecy(cell, answer)
    taken = (*cell.page.methods, "HEAD" if "GET" in cell.page.methods else "")
    assert answer.status < 500, f"{cell}: {answer.status}"
    if cell.page.guard == "requires" and not (cell.page.back and cell.method == "HEAD"):
        assert (answer.status == 405) == (cell.method not in taken), f"{cell}: {answer.status}"


def check_wall(cell: Cell) -> None:
    """What the one wall that is left refuses, and shows to nobody else."""
    answer = cell.everybody.ask(cell)
    _check_secrecy(cell, answer)
    assert answer.status < 500, f"{cell}: {answer.status}"
    if not cell.is_open:
        wanted = cell.page.refusal if cell.may else 403
        assert answer.status == wanted, f"{cell}: {answer.status}, not {wanted}"
        assert not answer.recorded, f"{cell}: recorded {answer.recorded} although it was refused"


def _check_secrecy(cell: Cell, answer: Answer) -> None:
    response = answer.response
    said = response.content.decode(errors="replace") + str(response.headers) + response.cookies.output()
    if not cell.may_show_canaries:
        sent = " ".join(str(value) for value in answer.sent.values())
        shown = [word for word in cell.everybody.cast.canaries.all() if word in said and word not in sent]
        assert not shown, f"{cell}: shows {shown}"
    if cell.relation not in cell.page.names_case_to:
        shown = [reference for reference in cell.everybody.cast.references if reference in said]
        assert not shown, f"{cell}: names the case {shown}"
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    # A page of a document carries its picture, which weighs what it weighs.
    weight = len(CARRIED_PICTURE.sub(b"", response.content)) if is_page else 0
    assert weight < HEAVIEST_PAGE_BYTES, f"{cell}: {weight} bytes"
