"""The examples of a pack are run when it is checked, and a wrong one is told with expected and got."""

import shutil

import pytest
from click.testing import CliRunner

from opennrm.cli.check_pack import command
from tests.country.packs import TEMPLATE

EXAMPLE = "examples/child_screening/a_child_who_works_far_too_much_for_no_pay_is_presumed.toml"


def run(pack):
    return CliRunner().invoke(command, [str(pack)])


@pytest.fixture
def pack(tmp_path):
    return shutil.copytree(TEMPLATE, tmp_path / "pack")


def write(pack, old: str, new: str) -> int:
    """Change the example, and give the line of what was written."""
    text = (pack / EXAMPLE).read_text()
    assert text.count(old) == 1, old
    changed = text.replace(old, new)
    (pack / EXAMPLE).write_text(changed)
    return changed[: changed.index(new)].count("\n") + 1


WRONG = [
    ('outcome = "presumed"', 'outcome = "concern"', "expects outcome = concern, and the instrument gives presumed."),
    ("means_established = false", "means_established = true", "= true, and the instrument gives false."),
    ('rule = "strong_and_another"', 'rule = "two_strong"', "= two_strong, and the instrument gives strong"),
    ('["EX.hours", "EX.pay"]', '["EX.hours"]', "= EX.hours, and the instrument gives EX.hours, EX.pay."),
    (".positive_dimensions.EX]", ".positive_dimensions.EY]", "The instrument has no dimension “EY”. Use one of: EX."),
    ('"EX.pay" = "yes"', '"EX.pays" = "yes"', "The instrument has no “EX.pays”. Did you mean “EX.pay”?"),
    ('"EX.pay" = "yes"', '"EX.pay" = "perhaps"', "“perhaps” is not known"),
    ('observations = "not_asked"', 'observation = "not_asked"', "The instrument has no “observation”."),
    ("version = 1", "version = 7", "The pack has no version 7 of the instrument “child_screening”."),
    ('instrument = "child_screening"', 'instrument = "adult_screening"', "lies in the folder of “child_screening”."),
    ('kind = "screening_example"', 'kind = "example"', "“example” is not a kind of example."),
]  # fmt: skip


@pytest.mark.parametrize("old, new, sentence", WRONG, ids=[new for _old, new, _sentence in WRONG])
def test_an_example_that_gives_another_result_is_refused_at_its_line(pack, old, new, sentence):
    line = write(pack, old, new)
    result = run(pack)
    assert result.exit_code == 1
    assert any(
        found.startswith(f"{pack / EXAMPLE}:{line}: ") and sentence in found
        for found in result.output.splitlines()
    ), result.output


def test_a_dimension_that_the_example_does_not_name_must_not_be_positive(pack):
    text = (pack / EXAMPLE).read_text()
    (pack / EXAMPLE).write_text(text[: text.index("[expected.positive_dimensions.EX]")])
    result = run(pack)
    assert result.exit_code == 1
    assert (
        "expects positive_dimensions = EX not positive, and the instrument gives EX positive."
        in result.output
    )


def test_a_changed_weight_is_noticed_by_the_examples(pack):
    form = pack / "forms" / "child_screening.toml"
    form.write_text(form.read_text().replace('weight = "strong"', 'weight = "weak"'))
    result = run(pack)
    assert result.exit_code == 1
    assert "expects outcome = presumed, and the instrument gives concern." in result.output


@pytest.mark.parametrize("where", ["examples/one.toml", "examples/child_screening/notes.txt"])
def test_a_file_that_is_no_example_is_refused(pack, where):
    (pack / where).write_text("")
    result = run(pack)
    assert result.exit_code == 1
    assert f"{pack / where}:1: No example is read from here." in result.output


def test_a_pack_says_how_many_examples_hold(pack):
    result = run(pack)
    assert result.exit_code == 0
    assert "examples that give the expected result: 1" in result.output


@pytest.mark.parametrize(
    "permission",
    ["identity_open", "case_view", "case_search", "case_export", "case_audit_view", "audit_view"],
)
def test_a_role_that_opens_peoples_data_needs_a_second_factor(pack, permission):
    file = pack / "roles.toml"
    text = file.read_text().rstrip() + (
        '\n\n[[roles]]\ncode = "helper"\ntitle = "Helper"\ndescription = "Helps."\nsecond_factor = false\n'
        f'permissions = ["{permission}"]\n'
    )
    file.write_text(text)
    line = text[: text.index('second_factor = false\npermissions = ["' + permission)].count("\n") + 1
    result = run(pack)
    assert result.exit_code == 1
    assert (
        f"{file}:{line}: The role “helper” opens people's data ({permission}) without a second factor."
        in result.output
    )


@pytest.mark.parametrize("other", ["case_view", "link_judge", "estimate_small_counts", "audit_view"])
@pytest.mark.parametrize("permission", ["link_decide", "link_oversee"])
def test_whoever_works_at_the_linkage_desk_does_nothing_else(pack, permission, other):
    file = pack / "roles.toml"
    text = file.read_text().rstrip() + (
        '\n\n[[roles]]\ncode = "helper"\ntitle = "Helper"\ndescription = "Helps."\nsecond_factor = true\n'
        f'permissions = ["work_view", "{permission}", "{other}"]\n'
    )
    file.write_text(text)
    result = run(pack)
    assert result.exit_code == 1
    assert f"The role “helper” works at the linkage desk, and may also do this: {other}." in result.output


def test_rules_that_can_never_apply_are_told_and_do_not_refuse_the_pack(pack):
    form = pack / "forms" / "child_screening.toml"
    text = form.read_text()
    # Without the override, and with its one strong statement made weak, nothing can make the dimension positive.
    text = text[: text.index("# Overrides:")].replace('weight = "strong"', 'weight = "weak"')
    form.write_text(text.replace('weight = "none"', 'weight = "weak"'))
    (pack / EXAMPLE).unlink()
    result = run(pack)
    assert result.exit_code == 0, result.output
    assert (
        f"{pack / 'forms'}: warning: The dimension “EX” of “child_screening” cannot become positive"
        in result.output
    )
