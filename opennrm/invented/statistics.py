"""Lists of children whom agencies have found, and an estimate of how many nobody has found."""

from datetime import datetime

from opennrm.statistics import actions
from opennrm.statistics.hidden_population import CaptureTable, read_text
from opennrm.statistics.questions import Options, Question

from .course import Acting, EndsHere

# Two combinations of few people among large ones; the odd numbers can be searched for in what is shown.
LISTS = """Harbour,Clinic,School,count
1,0,0,241
0,1,0,137
0,0,1,123
1,1,0,37
1,0,1,29
0,1,1,7
1,1,1,3
"""
QUICK = Options(method="chao", replications=20)


def table(text: str = LISTS) -> CaptureTable:
    """Lists as the estimation reads them."""
    return read_text(text)


def question(text: str = LISTS, *, title: str = "Three lists", options: Options = QUICK) -> Question:
    """What somebody asks about these lists; worked out in a moment."""
    return Question(title=title, table=table(text), options=options)


def ask(acting: Acting, *, at: datetime) -> None:
    """Ask for an estimate, as the data officer. The worker works it out."""
    try:
        with acting("figures") as officer:
            actions.request(question(), by=officer, at=at)
    except EndsHere:
        return


BESIDE = (ask,)
