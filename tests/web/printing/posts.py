"""What a browser sends to the pages of printed summaries."""

from uuid import uuid4

from opennrm.country.pack import pack
from tests.walls.cast import Cast
from tests.walls.post import Fields, Post, code_of


def _summary(cast: Cast) -> Fields:
    return {
        "purpose": code_of(pack().codes("print_purposes")),
        "recipient": "The judge of the Family Court",
        "names": "yes",
        "sections": ["clocks"],
        "page": uuid4(),
    }


POSTS = {
    "printout-new": Post(fields=_summary, records=("case.viewed", "case.printed")),
    "printout-download": Post(status=200, records=("printout.downloaded",)),
}
