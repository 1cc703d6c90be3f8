"""What is known of many cases at once: other cases of the same child."""

from opennrm.cases.next_steps import Facts
from opennrm.people.models import Person

from . import queries

FACTS = (Facts(name="same_child", of=queries.elsewhere_of, otherwise=queries.Elsewhere, rows=Person),)
