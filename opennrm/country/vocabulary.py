"""The words of the product that a country pack may use. Each context brings its own (`<context>/vocabulary.py`)."""

from collections.abc import Mapping
from dataclasses import dataclass

from opennrm.foundation.events import Text
from opennrm.foundation.permissions import Permission

AMONG_THE_OTHERS = 50


@dataclass(frozen=True, kw_only=True)
class CodeList:
    """A list of codes that a pack has: the file codes/<name>.csv.

    `with_advice`: each code says what to do now. `with_words`: a code may ask for words of one's own, such as "other".
    """

    name: str
    with_advice: bool = False
    with_words: bool = False


@dataclass(frozen=True, kw_only=True)
class Scope:
    """A part of a case that can be shared on its own, and the words for it, such as "the name".

    `order`: where it stands when people read which parts somebody sees.
    """

    name: str
    words: Text
    order: int = AMONG_THE_OTHERS


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """Everything that packs may name.

    :param permissions: what a role may be allowed to do.
    :param scopes: the parts of a case that can be shared on their own, in their order, with the words for each.
    :param clock_events: what a clock can start or stop on.
    :param matter_events: those of them that happen to a matter within a case, which has clocks of its own.
    :param decision_events: those of them that whoever was asked for a decision brings about, each with what the states
        count as to which such a decision leads; with nothing where it is the end of a request for one.
    :param needed_to_decide: the scopes without which nobody could see what they are to decide.
    :param code_lists: the lists of codes that every pack has.
    """

    permissions: frozenset[Permission]
    scopes: Mapping[str, Text]
    clock_events: tuple[str, ...]
    matter_events: frozenset[str]
    decision_events: Mapping[str, frozenset[str]]
    needed_to_decide: tuple[str, ...]
    code_lists: tuple[CodeList, ...]
