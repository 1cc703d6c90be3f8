"""Who may decide is what a step of the pack allows, and nothing else; a procedure leads somewhere."""

import itertools

import pytest

from opennrm.country.never import rules_without_effect
from tests.country.packs import EVERY_PACK, JAMAICA, MARESIA, changed, loaded, problems_of

FORMAL = ["confirmed", "not_confirmed"]
ELDER = 'agency_kind = "council"\nroles = ["elder"]\npart = "deciding"\nsource = "Invented: the council hears'


def deciders(path, to):
    pack = loaded(path)
    return {
        (kind, role, part)
        for kind, role, part in itertools.product(pack.agency_kinds, pack.roles, ["lead", "deciding"])
        if pack.identification.may_decide(to, kind, role, part)
    }


def test_child_protection_may_presume_and_so_may_a_police_supervisor_who_was_asked():
    assert deciders(JAMAICA, "presumed") == {
        ("child_protection", "caseworker", "lead"),
        ("child_protection", "supervisor", "lead"),
        ("police", "supervisor", "deciding"),
    }


@pytest.mark.parametrize("to", FORMAL)
def test_only_supervisors_decide_formally(to):
    expected = {("child_protection", "supervisor", "lead"), ("police", "supervisor", "deciding")}
    assert deciders(JAMAICA, to) == expected


def test_only_the_lead_looks_at_a_decision_again():
    assert deciders(JAMAICA, "reconsidered") == {("child_protection", "supervisor", "lead")}


def test_nobody_may_bring_a_case_into_a_state_to_which_no_step_leads():
    assert deciders(JAMAICA, "closed") == deciders(JAMAICA, "potential") == set()


def test_in_another_country_two_bodies_decide_one_after_the_other():
    assert deciders(MARESIA, "sheltered") == {("harbour_guard", "warden", "lead")}
    assert deciders(MARESIA, "recognised") == {("council", "elder", "deciding")}


def test_whom_one_can_ask_depends_on_where_the_identification_stands():
    procedure = loaded(JAMAICA).identification
    assert procedure.roles_to_ask("presumed") == {"police": ("supervisor",)}
    assert procedure.roles_to_ask("confirmed") == {}
    assert procedure.is_asked("police", "supervisor")
    assert not procedure.is_asked("police", "caseworker")
    assert not procedure.is_asked("child_protection", "supervisor")


def test_a_state_that_the_pack_has_dropped_reads_as_its_code_and_leads_nowhere():
    procedure = loaded(JAMAICA).identification
    assert procedure.state("of_old").title == "of_old"
    assert not procedure.steps_from("of_old")


@pytest.mark.parametrize("path", EVERY_PACK, ids=lambda path: path.name)
def test_whoever_can_be_asked_is_shown_the_case_and_the_decisions(path):
    pack = loaded(path)
    asked = {kind for code in pack.identification.states for kind in pack.identification.roles_to_ask(code)}
    for kind in asked:
        shown = pack.sharing_to_decide(pack.intake.lead_agency_kind, kind)
        assert shown.scopes >= {"case", "decision"}
        assert shown.legal_bases
        assert "identity" not in shown.scopes


NEVER = [
    # what stands there, what is written instead, words of the line that is named, part of the sentence
    ('start = "found"', 'start = "lost"', "start =", "“lost” is not known for “start”"),
    ('start = "found"', 'start = "recognised"', 'code = "recognised"', "starts at an end"),
    ('counts_as = "confirmed"', 'counts_as = "certain"', "certain", "Use one of: potential, presumed"),
    (
        'counts_as = "confirmed"',
        'counts_as = "confirmed"\nnext_step = "Wait"',
        'code = "recognised"',
        "no step leads to an end",
    ),
    ('code = "sent_home"', 'code = "gone"', 'code = "gone"', "No step leads from the start to “gone”"),
    (
        'from = ["found", "sheltered"]',
        'from = ["sent_home"]',
        "sent_home",
        "leads from “sent_home” to itself",
    ),
    ('from = ["sheltered"]', 'from = ["sheltered", "sheltered"]', "from =", "is used twice"),
    (
        'to = "recognised"',
        'to = "sent_home"',
        'from = ["found", "sheltered"]',
        "An earlier step leads",
    ),
    ('needs = ["reasons", "screening"]', 'needs = ["reason"]', "needs", "Did you mean “reasons”?"),
    ('roles = ["warden"]', 'roles = ["wardn"]', "wardn", "Did you mean “warden”?"),
    ('roles = ["warden"]', 'roles = ["elder"]', "elder", "nobody at “harbour_guard” can have this role"),
    ('roles = ["warden"]', 'roles = ["lookout"]', "lookout", "does not have the permission decision_make"),
    (ELDER, ELDER.replace("council", "harbour_gard", 1), "harbour_gard", "Did you mean “harbour_guard”?"),
    (ELDER, ELDER.replace("deciding", "lead"), 'part = "lead"', "“council” never lead a case"),
    (ELDER, ELDER.replace("deciding", "decide"), 'part = "decide"', "Use one of: lead, deciding"),
    (ELDER, ELDER.replace("council", "school", 1), "school", "sharing.csv shows no case to “school”"),
]


@pytest.mark.parametrize(
    "old, new, words, sentence", NEVER, ids=[str(number) for number in range(len(NEVER))]
)
def test_a_procedure_that_leads_nowhere_or_a_decider_who_never_can_is_refused(
    tmp_path, old, new, words, sentence
):
    pack = changed(tmp_path, "pack.toml", old, new)
    found = [problem for problem in problems_of(pack) if sentence in str(problem)]
    lines = (pack / "pack.toml").read_text().splitlines()
    assert any(words in lines[problem.line - 1] for problem in found), [str(p) for p in problems_of(pack)]
    assert all(problem.remedy.endswith((".", "?")) for problem in found)


def test_whoever_is_asked_must_be_able_to_open_the_case(tmp_path):
    permissions = '"work_view", "case_view", "screening_view", "decision_view", "decision_make"]'
    pack = changed(tmp_path, "roles.toml", permissions, '"work_view", "decision_make"]')
    assert "does not have the permission case_view" in str(problems_of(pack)[0])


def test_a_row_for_a_kind_of_agency_that_nobody_asks_is_a_warning(tmp_path):
    assert rules_without_effect(MARESIA, loaded(MARESIA)) == []
    row = "harbour_guard,council,*,deciding,case screening decision,Law on the Council of Elders,proposal"
    pack = changed(tmp_path, "sharing.csv", row, f"{row}\n{row.replace('council', 'school')}")
    [caution] = rules_without_effect(pack, loaded(pack))
    assert "shown to “school” for a decision, but no step" in caution.sentence
