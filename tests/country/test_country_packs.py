"""What the packs hold, and that a pack is enough to make another country."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from opennrm.cases.permissions import CASE_VIEW, IDENTITY_OPEN
from opennrm.contexts import vocabulary
from opennrm.country import pack as pack_module
from opennrm.country.certainty import Certainty, count_marks
from opennrm.people.permissions import CASE_SEARCH
from tests.country.packs import EVERY_PACK, JAMAICA, MARESIA, TEMPLATE, loaded


@pytest.mark.parametrize("path", EVERY_PACK, ids=lambda path: path.name)
def test_every_pack_is_without_faults(path):
    assert loaded(path).name


def test_the_accessor_reads_the_pack_that_the_settings_name(settings):
    settings.COUNTRY_PACK = MARESIA
    assert pack_module.pack().code == "XM"
    assert pack_module.pack() is pack_module.pack()
    settings.COUNTRY_PACK = str(TEMPLATE)
    assert pack_module.pack().code == "XX"


def test_nothing_in_a_pack_can_be_changed():
    pack = loaded(MARESIA)
    with pytest.raises(AttributeError):
        pack.name = "Other"
    with pytest.raises(TypeError):
        pack.roles["warden"] = None


def test_the_template_explains_every_permission():
    explained = (TEMPLATE / "roles.toml").read_text()
    assert [
        permission for permission in vocabulary().permissions if f"#     {permission} " not in explained
    ] == []


# --- Jamaica


def test_jamaica_has_fourteen_parishes_with_iso_codes():
    areas = loaded(JAMAICA).areas
    assert [area.code for area in areas] == [f"JM-{number:02}" for number in range(1, 15)]
    assert loaded(JAMAICA).area("JM-14").name == "Saint Catherine"


def test_kingston_and_saint_andrew_are_counted_together():
    pack = loaded(JAMAICA)
    assert pack.area("JM-01").group == pack.area("JM-02").group
    assert len({area.group for area in pack.areas}) == 13


def test_an_area_that_does_not_exist_is_refused_aloud():
    with pytest.raises(KeyError):
        loaded(JAMAICA).area("JM-15")


def test_languages_without_a_two_letter_code_are_there():
    languages = {language.code: language for language in loaded(JAMAICA).languages}
    assert set(languages) == {"eng", "jam", "jls", "hat", "spa", "hin", "cmn"}
    assert [code for code, language in languages.items() if language.official] == ["eng"]
    assert languages["jam"].html_code == "jam"


def test_jamaican_deadlines_are_all_marked_as_proposals():
    clocks = loaded(JAMAICA).clocks
    assert {code: (rule.length, str(rule.unit)) for code, rule in clocks.items()} == {
        "first_screening": (24, "hours"),
        "presumption": (5, "working_days"),
        "confirmation": (45, "days"),
        "referral_answer": (24, "hours"),
        "risk_after_reopening": (2, "working_days"),
        "handover_answer": (2, "working_days"),
        "joint_work_answer": (3, "working_days"),
        "first_interview": (7, "days"),
        "interview_24h": (24, "hours"),
        "interview_3d": (3, "days"),
        "further_interview": (3, "working_days"),
        "interview_debrief": (24, "hours"),
        "recording_sealed": (2, "hours"),
        "samples_72h": (72, "hours"),
        "samples_96h": (96, "hours"),
        "samples_120h": (120, "hours"),
        "samples_7d": (168, "hours"),
        "link_answer": (3, "working_days"),
        "end_confirmed": (3, "working_days"),
    }
    assert all(rule.certainty is Certainty.PROPOSAL for rule in clocks.values())


def test_an_event_starts_and_stops_the_deadlines_that_name_it():
    pack = loaded(JAMAICA)
    started = [rule.code for rule in pack.clock_rules_started_by("concern.received")]
    stopped = [rule.code for rule in pack.clock_rules_stopped_by("identification.decided")]
    assert started == ["first_screening", "presumption"]
    assert stopped == ["presumption", "confirmation"]
    assert pack.clock_rules_started_by("case.assigned") == ()


def test_only_the_confirmation_waits_for_another_country():
    waiting = [
        rule.code
        for rule in loaded(JAMAICA).clocks.values()
        if "waiting_for_another_country" in {reason.code for reason in rule.pause_reasons}
    ]
    assert waiting == ["confirmation"]


def test_only_first_responders_may_sign_in_by_a_password_alone():
    roles = loaded(JAMAICA).roles
    assert set(roles) == {
        "first_responder",
        "caseworker",
        "supervisor",
        "facilitator",
        "service_provider",
        "interviewer",
        "observer",
        "evidence_custodian",
        "prosecutor",
        "recording_viewer",
        "data_officer",
        "linkage_officer",
        "linkage_overseer",
        "auditor",
        "administrator",
    }
    assert [code for code, role in roles.items() if not role.second_factor] == ["first_responder"]


@pytest.mark.parametrize("role", ["data_officer", "auditor", "administrator", "first_responder"])
def test_roles_beside_the_cases_open_neither_cases_nor_names(role):
    forbidden = {CASE_VIEW, CASE_SEARCH, IDENTITY_OPEN}
    assert not loaded(JAMAICA).roles[role].permissions & forbidden


def test_a_supervisor_may_do_what_a_caseworker_may_and_lead_the_work_of_others():
    roles = loaded(JAMAICA).roles
    added = roles["supervisor"].permissions - roles["caseworker"].permissions
    assert added == {
        "agency_overview",
        "case_assign",
        "case_export",
        "closing_decide",
        "consent_override",
        "erasure_ask",
        "estimate_view",
        "handover_answer",
        "handover_ask",
        "hold_set",
        "interview_approve",
        "link_answer",
        "list_import",
        "membership_confirm",
        "team_keep",
    }
    assert roles["caseworker"].permissions < roles["supervisor"].permissions


def test_every_permission_is_held_by_somebody():
    held = {name for role in loaded(JAMAICA).roles.values() for name in role.permissions}
    assert held == vocabulary().permissions


def test_211_is_answered_since_june_2021():
    pack = loaded(JAMAICA)
    assert "211" not in {line.value for line in pack.hotlines_on(date(2021, 5, 31))}
    assert "211" in {line.value for line in pack.hotlines_on(date(2021, 6, 1))}


def test_each_urgent_danger_says_what_to_do_now():
    dangers = loaded(JAMAICA).codes("urgent_dangers").values()
    assert {"with_suspect", "about_to_be_moved", "injured", "missing", "self_harm"} <= {
        danger.code for danger in dangers
    }
    assert all(danger.advice for danger in dangers)


def test_every_certainty_is_counted():
    marks = count_marks(loaded(JAMAICA))
    assert set(marks) == set(Certainty)
    assert count_marks(loaded(MARESIA))[Certainty.SOURCED] == 0


# --- Maresia: as unlike the first country as it can be


def test_another_country_needs_no_other_code():
    pack = loaded(MARESIA)
    assert pack.zone == ZoneInfo("America/Santiago")
    assert pack.thresholds.child_under_age == 21
    assert (pack.session.idle_minutes, pack.session.absolute_hours) == (10, 8)
    assert (pack.drafts.keep_days, pack.drafts.warn_days) == (14, 3)
    assert (pack.export.most_rows, pack.export.most_named) == (2000, 40)
    assert pack.recovery.days == 90
    assert set(pack.roles) == {"lookout", "warden", "host", "chamberlain", "elder", "registrar"}
    assert pack.intake.lead_agency_kind == "harbour_guard"
    assert list(pack.codes("service_kinds")) == ["bed", "lessons"]


def test_the_newest_version_of_an_instrument_is_used_and_the_older_one_kept():
    pack = loaded(MARESIA)
    assert pack.instruments["harbour_screening"].version == 2
    assert pack.all_instruments["harbour_screening", 1].title == "Harbour screening"
    assert [(form.code, form.version) for form in pack.forms] == [
        ("harbour_screening", 1),
        ("harbour_screening", 2),
    ]


def test_a_hotline_that_is_replaced_overlaps_with_the_new_one():
    lines_on = loaded(MARESIA).hotlines_on
    assert [line.value for line in lines_on(date(2027, 5, 31))] == ["555-0177"]
    assert [line.value for line in lines_on(date(2027, 6, 15))] == ["555-0177", "555-0188"]
    assert [line.value for line in lines_on(date(2027, 7, 1))] == ["555-0188"]


def test_a_text_is_read_in_paragraphs():
    text = loaded(MARESIA).code_of_conduct
    assert text.version == 3
    assert text.paragraphs == (
        "Nobody opens a record that is not theirs to work on.",
        "Every opening is written down.",
    )
