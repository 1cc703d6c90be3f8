"""Every event is declared once, with its sentences, and every sentence is used."""

import ast
import re
from importlib import import_module
from pathlib import Path

from django.conf import settings

import opennrm
from opennrm.contexts import events, notices
from opennrm.custody.events import LEDGER
from opennrm.foundation.events import Event, NoticeKind
from opennrm.web.parts import gathered
from opennrm.web.templatetags.design import TONES

SOURCE = Path(opennrm.__file__).parent
KIND = re.compile(r"[a-z_]+\.[a-z0-9_]+")
DECLARATIONS = [
    import_module(f"opennrm.{context}.events") for context in settings.CONTEXTS if context != "foundation"
]


def recorded_by_name() -> set[str]:
    """The kinds that the code gives to the audit as text."""
    found = set()
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func).rpartition(".")[2]
                in (
                    "record",
                    "record_each",
                )
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                found.add(node.args[0].value)
            if isinstance(node, ast.FunctionDef):
                defaults = [*node.args.defaults, *node.args.kw_defaults]
                found |= {
                    value.value
                    for value in defaults
                    if isinstance(value, ast.Constant)
                    and isinstance(value.value, str)
                    and KIND.fullmatch(value.value)
                }
    return found


def declared(kind: type) -> dict[str, object]:
    """Everything of this type that a module of events declares, by the module and its name."""
    return {
        f"{module.__name__}.{name}": value
        for module in DECLARATIONS
        for name, value in vars(module).items()
        if isinstance(value, kind) and not name.startswith("_")
    }


def test_whatever_the_code_records_is_declared():
    assert len(recorded_by_name()) > 40
    assert recorded_by_name() - events().keys() == set()


def test_no_kind_is_declared_twice():
    kinds = [event.kind for module in DECLARATIONS for event in module.EVENTS]
    assert sorted(kinds) == sorted(events())


def test_an_event_has_its_sentences_its_tone_and_its_page():
    for kind, event in events().items():
        assert KIND.fullmatch(kind)
        assert str(event.audit), kind
        assert event.story is None or str(event.story), kind
        assert event.tone in TONES, kind
        assert event.about in ("", *gathered().subjects), kind


def test_every_declared_event_is_told_or_recorded():
    everything = "\n".join(
        file.read_text()
        for file in SOURCE.rglob("*.py")
        if file.name != "events.py" or "foundation" in file.parts
    )
    told = {
        event.kind
        for name, event in declared(Event).items()
        if re.search(rf"\b{name.rpartition('.')[2]}\b", everything)
    }
    by_text = {kind for kind in events() if f'"{kind}"' in everything}
    # The ledger of recordings says what happened without the first word.
    by_text |= {event.kind for name, event in LEDGER.items() if f'"{name}"' in everything}
    computed = {kind for kind in events() if kind.startswith(("estimate.", "case."))}
    assert events().keys() - told - by_text - computed == set()


def every_event() -> list[Event]:
    """Those that have a name of their own, of which several may be of one kind, and those that stand in tables."""
    return [*declared(Event).values(), *events().values()]


def test_every_declared_notice_is_left_and_leads_to_a_page():
    assert {notice.kind for notice in declared(NoticeKind).values()} == set(notices())
    left = {told.notice.kind for event in every_event() for told in event.tells}
    by_name = {
        *("membership.waits", "membership.left", "membership.confirmed", "concern.progress"),
        *("cases.exported", "cases.exported_with_names"),
        # Whoever decides on erasing has no part in the case.
        *("erasure.asked", "erasure.decided"),
        # Auditors are told of searches that found no case.
        "linkage.probed",
        # Whoever works at the linkage desk sees no case.
        "link.answered_at_desk",
    }
    assert set(notices()) - left == by_name
    assert all(notice.about in ("", *gathered().subjects) for notice in notices().values())


def test_whatever_an_event_settles_is_a_notice_that_somebody_gets():
    left = {told.notice.kind for event in every_event() for told in event.tells}
    settled = {notice.kind for event in every_event() for notice in event.settles}
    assert settled - left == set()
