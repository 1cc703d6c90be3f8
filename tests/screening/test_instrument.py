"""An instrument is read whole or not at all, and every fault says where it is and what to do."""

import pytest

from opennrm.country.certainty import Certainty
from opennrm.country.instrument import Element, Weight, read
from tests.screening.instruments import SMALL, child_screening, small

KINDS = ("forced_labour",)


def problems_of(folder, text):
    file = folder / "small.toml"
    file.write_text(text, encoding="utf-8")
    problems = []
    instrument = read(file, problems, KINDS)
    assert (instrument is None) == bool(problems)
    assert all(problem.file == str(file) and problem.remedy for problem in problems)
    return [(problem.line, problem.message) for problem in problems]


def line_with(text, words):
    return next(number for number, line in enumerate(text.splitlines(), start=1) if words in line)


def test_the_instrument_holds_what_the_file_says(tmp_path):
    instrument = small(tmp_path)
    assert (instrument.code, instrument.version) == ("small", 3)
    assert list(instrument.items) == ["O1", "A1", "M1", "M2", "P1", "P2", "P3", "P4"]
    assert instrument.dimension("P").element is Element.PURPOSE
    assert instrument.items["M2"].weight is Weight.WEAK
    assert instrument.items["P4"].weight is None
    assert [override.code for override in instrument.overrides_of(instrument.dimension("P"))] == ["sold"]
    assert [section.code for section in instrument.sections] == ["observations", "act", "M", "P"]


def test_an_item_has_the_provenance_of_its_section_unless_it_has_its_own(tmp_path):
    items = small(tmp_path).items
    assert items["P3"].certainty is Certainty.PROPOSAL
    assert items["P4"].certainty is Certainty.SOURCED
    assert items["P4"].source == "Invented"


def test_an_instrument_without_overrides_is_complete(tmp_path):
    text = SMALL[: SMALL.index("[[overrides]]")].replace('weight = "none"', 'weight = "weak"')
    assert problems_of(tmp_path, text) == []


def test_an_unknown_dimension_is_refused_aloud(tmp_path):
    with pytest.raises(KeyError):
        small(tmp_path).dimension("X")


FAULTS = [
    # what is written, what stands there instead, words of the line that is named, part of the message
    ('kind = "screening"', 'kind = "survey"', 'kind = "survey"', "“survey” is not known for “kind”"),
    ("version = 3", "version = 0", "version = 0", "not a whole number above zero"),
    ("version = 3", 'version = "3"', "version =", "not a whole number above zero"),
    ("version = 3", "version = true", "version =", "not a whole number above zero"),
    ('title = "Small screening"', 'title = " "', 'title = " "', "“title” has no text"),
    ('population = "child"', 'population = "adult"', "population", "“adult” is not known"),
    ('code = "small"', 'code = "small one"', "small one", "“small one” is not a code"),
    ('source = "Invented"\ncertainty', 'sorce = "Invented"\ncertainty', "sorce", "“sorce” is not a key here"),
    ('weight = "strong"', 'weight = "heavy"', "heavy", "“heavy” is not known for “weight”"),
    ('element = "means"', 'element = "act"', 'element = "act"', "“act” is not known for “element”"),
    ('phase = "recruitment"', 'phase = "later"', "later", "“later” is not known for “phase”"),
    ('certainty = "sourced"\n[[act', 'certainty = "sure"\n[[act', "sure", "“sure” is not known"),
    ('code = "M2"', 'code = "M1"', 'code = "M1"', "“M1” is used twice"),
    ('code = "P"', 'code = "A1"', 'code = "A1"', "“A1” is used twice"),
    ('code = "sold"', 'code = "P"', 'code = "P"', "“P” is used twice"),
    ('dimension = "P"', 'dimension = "Q"', 'dimension = "Q"', "no dimension “Q”"),
    ('any_of = ["P4"]', 'any_of = ["P4", "M1"]', "any_of", "“M1” is not an item of the dimension “P”"),
    ('any_of = ["P4"]', "any_of = []", "any_of", "“any_of” is not a list"),
    ('any_of = ["P4"]', "any_of = [4]", "any_of", "“any_of” is not a list"),
    (
        'weight = "weak"\ntext = "Is',
        'weight = "none"\ntext = "Is',
        'weight = "none"',
        "would not count",
    ),
    ('code = "A1"', 'code = "A1"\nweight = "strong"', 'weight = "strong"', "“weight” is not a key here"),
]


@pytest.mark.parametrize("written, instead, line, message", FAULTS, ids=[fault[3] for fault in FAULTS])
def test_a_wrong_value_is_named_with_its_line(tmp_path, written, instead, line, message):
    assert written in SMALL
    text = SMALL.replace(written, instead, 1)
    found = problems_of(tmp_path, text)
    lines = {number for number, said in found if message in said}
    possible = {number for number, content in enumerate(text.splitlines(), start=1) if line in content}
    assert len(lines) == 1, found
    assert lines <= possible


@pytest.mark.parametrize(
    "key", ["code", "version", "title", "population", "guidance", "duty_to_report", "kind"]
)
def test_a_missing_key_is_named(tmp_path, key):
    text = "\n".join(
        line
        for number, line in enumerate(SMALL.splitlines())
        if number > 9 or not line.startswith(f"{key} =")
    )
    assert problems_of(tmp_path, text) == [(1, f"“{key}” is missing.")]


def test_a_missing_key_of_an_item_is_named_at_the_item(tmp_path):
    text = SMALL.replace('help = "Often."\n', "")
    item_line = line_with(text, 'code = "P3"') - 1
    assert problems_of(tmp_path, text) == [(item_line, "“help” is missing.")]


def test_a_missing_weight_is_named_at_the_item(tmp_path):
    text = SMALL.replace('weight = "strong"\n', "")
    assert problems_of(tmp_path, text) == [(line_with(text, 'code = "M1"') - 1, "“weight” is missing.")]


def test_a_missing_section_is_one_problem(tmp_path):
    text = SMALL[: SMALL.index("[act]")] + SMALL[SMALL.index("[[dimensions]]") :]
    assert problems_of(tmp_path, text) == [(1, "“act” is missing.")]


def test_a_section_without_items_is_a_problem(tmp_path):
    start, end = SMALL.index("[[act.items]]"), SMALL.index("[[dimensions]]")
    text = SMALL[:start] + SMALL[end:]
    assert problems_of(tmp_path, text) == [(line_with(text, "[act]"), "“items” is missing.")]


def test_a_section_that_is_not_a_table_is_a_problem(tmp_path):
    start, end = SMALL.index("[act]"), SMALL.index("[[dimensions]]")
    text = 'act = "one is enough"\n' + SMALL[:start] + SMALL[end:]
    assert problems_of(tmp_path, text) == [(1, "“act” is not a table.")]


def test_dimensions_that_are_not_tables_are_a_problem(tmp_path):
    text = 'dimensions = ["M"]\n' + SMALL[: SMALL.index("[[dimensions]]")]
    assert problems_of(tmp_path, text) == [(1, "“dimensions” is not a list of tables.")]


def test_an_instrument_without_a_purpose_is_a_problem(tmp_path):
    text = SMALL.replace('element = "purpose"', 'element = "means"')
    found = problems_of(tmp_path, text)
    assert [message for _, message in found] == [
        "No dimension shows the purpose, so no child could ever be presumed to be a victim."
    ]


def test_all_faults_are_found_in_one_pass(tmp_path):
    text = SMALL.replace("version = 3", "version = 0").replace('weight = "strong"', 'weight = "heavy"')
    assert len(problems_of(tmp_path, text)) == 2


def test_a_file_that_is_not_toml_is_named_with_the_line(tmp_path):
    text = SMALL.replace("version = 3", "version = three")
    [(line, message)] = problems_of(tmp_path, text)
    assert line == line_with(text, "version")
    assert message.startswith("This is not valid TOML")


def test_a_file_that_is_not_utf_8_is_refused(tmp_path):
    (tmp_path / "latin.toml").write_bytes('title = "café"'.encode("latin-1"))
    problems = []
    assert read(tmp_path / "latin.toml", problems, KINDS) is None
    assert "UTF-8" in problems[0].remedy


def test_a_file_that_is_not_there_is_refused(tmp_path):
    problems = []
    assert read(tmp_path / "absent.toml", problems, KINDS) is None
    assert "cannot be read" in problems[0].message


def test_earlier_problems_of_a_pack_do_not_spoil_a_good_instrument(tmp_path):
    problems = []
    read(tmp_path / "absent.toml", problems, KINDS)
    (tmp_path / "small.toml").write_text(SMALL, encoding="utf-8")
    assert read(tmp_path / "small.toml", problems, KINDS) is not None


# The strong items for children and labour exploitation as the source has them; all others are medium.
STRONG = {
    "DR.job_nature_place_employer",
    "DR.education",
    "CR.violence",
    "CR.threats",
    "CR.abduction_sale",
    "CR.debt",
    "EX.hours",
    "CD.documents",
    "CD.debt",
    "CD.isolation",
    "CD.violence",
    "CD.threats",
    "CD.illicit",
    "CD.tasks_clients",
    "CD.strong_influence",
}
STRONG_IN_SEXUAL_EXPLOITATION = {"EX.sexual_tasks_clients", "EX.sexual_hazardous"}


def test_the_child_instrument_has_the_sixty_five_items_and_weights_of_its_source():
    instrument = child_screening()
    weighted = {
        item.code: item.weight
        for dimension in instrument.dimensions
        for item in dimension.items
        if item.weight and item.code not in STRONG_IN_SEXUAL_EXPLOITATION
    }
    assert len(weighted) == 65
    assert {code for code, weight in weighted.items() if weight is Weight.STRONG} == STRONG
    assert Weight.WEAK not in weighted.values()


def test_forced_clients_and_hazardous_work_are_strong_in_sexual_exploitation():
    items = child_screening().items
    assert {items[code].weight for code in STRONG_IN_SEXUAL_EXPLOITATION} == {Weight.STRONG}


def test_the_same_fact_weighs_more_at_the_destination():
    items = child_screening().items
    for fact in ("documents", "isolation"):
        assert items[f"CR.{fact}"].weight is Weight.MEDIUM
        assert items[f"CD.{fact}"].weight is Weight.STRONG


def test_the_child_instrument_tells_not_to_read_it_to_the_child():
    assert "Do not read it to the child" in child_screening().guidance


def test_what_the_pack_proposes_itself_is_marked_as_a_proposal():
    instrument = child_screening()
    [override] = instrument.overrides
    assert override.certainty is Certainty.PROPOSAL
    assert {instrument.items[code].certainty for code in override.any_of} == {Certainty.PROPOSAL}


def test_a_statement_points_to_forms_of_exploitation_that_the_pack_has(tmp_path):
    file, problems = tmp_path / "small.toml", []
    pointing = SMALL.replace('code = "P1"', 'code = "P1"\nexploitation = ["forced_labour"]')
    file.write_text(pointing, encoding="utf-8")
    assert read(file, problems, KINDS).items["P1"].exploitation == ("forced_labour",)
    assert read(file, problems, ()) is None
    assert "“forced_labour” is not known for “exploitation”." in str(problems)
