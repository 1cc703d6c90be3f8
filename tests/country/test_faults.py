"""Every fault in a pack is told with its file, its line and a remedy, and no pack with a fault is read."""

import pytest

from opennrm.contexts import vocabulary
from opennrm.country.pack import load
from opennrm.country.problems import PackInvalid
from tests.country.packs import changed, copy_of_maresia, problems_of

FAULTS = [
    # file, what stands there, what is written instead, words of the line that is named, part of the sentence
    # A file, a key, a column or a type is wrong.
    ("pack.toml", 'code = "XM"', 'code = "XM', 'code = "XM', "not valid TOML"),
    (
        "pack.toml",
        'code = "XM"',
        'cod = "XM"',
        "cod =",
        "“cod” is not a key here. Remove it. Did you mean “code”?",
    ),
    ("pack.toml", "idle_minutes = 10\n", "", "[session]", "“idle_minutes” is missing"),
    ("pack.toml", "idle_minutes = 10", 'idle_minutes = "10"', "idle_minutes", "not a whole number"),
    ("pack.toml", "idle_minutes = 10", "idle_minutes = true", "idle_minutes", "not a whole number"),
    ("pack.toml", "idle_minutes = 10", "idle_minutes = 4", "idle_minutes", "from 5 to 120"),
    ("pack.toml", "first = 2027-03-14", 'first = "2027-03-14"', "first =", "“first” is not a date"),
    ("pack.toml", "first = 2027-03-14", "first = 2027-03-14T00:00:00", "first =", "“first” is not a date"),
    (
        "roles.toml",
        "second_factor = false",
        'second_factor = "no"',
        "second_factor",
        "neither true nor false",
    ),
    ("pack.toml", "[session]", "[sesion]", "[sesion]", "Did you mean “session”?"),
    (
        "codes/sexes.csv",
        "code,title,help",
        "code,titel,help",
        "titel",
        "“titel” is not known here. Did you mean",
    ),
    ("codes/sexes.csv", "male,Boy,,", "male,Boy,", "male,Boy", "has 3 cells"),
    ("codes/sexes.csv", "male,Boy,,", 'male,"Boy,,', 'male,"Boy', "does not end on its line"),
    ("codes/sexes.csv", "male,Boy,,", "male,,,", "male,,", "“title” is missing"),
    ("codes/sexes.csv", "\nmale,Boy,,", "\nfemale,Boy,,", "female,Boy", "“female” is used twice"),
    ("codes/sexes.csv", "male,Boy,,proposal", "male,Boy,,certain", "male,Boy", "“certain” is not known"),
    (
        "codes/urgent_dangers.csv",
        "code,title,advice,",
        "code,title,help,",
        "code,title",
        "“advice” is missing",
    ),
    # Finding a time for an interview.
    ("pack.toml", 'first_start = "08:00"', 'first_start = "8"', "first_start", "Write it like “08:30”"),
    ("pack.toml", 'meals = ["08:00"', 'meals = ["early"', "meals", "“early” is not a time of day"),
    ("pack.toml", "from_age = 0, in_room", "from_age = 2, in_room", "from_age = 2", "given for the youngest"),
    ("pack.toml", "in_room = 30, booked = 90", "in_room = 30, booked = 20", "booked = 20", "shorter than"),
    ("pack.toml", "moved = 2", "moved = 200", "moved = 200", "from 0 to 100"),
    # The short facts.
    (
        "pack.toml",
        'code = "XM"',
        'code = "xm"',
        'code = "xm"',
        "cannot be used for “code”. Write it like “XX”",
    ),
    ("pack.toml", "America/Santiago", "America/Santigo", "time_zone", "Did you mean “America/Santiago”?"),
    ("pack.toml", 'code = "por"', 'code = "pt"', 'code = "pt"', "Write it like “eng”"),
    ("pack.toml", 'code = "por"', 'code = "qaa"', None, "The language “qaa” is used twice"),
    ("pack.toml", "official = true", "official = false", None, "No language is official"),
    ("pack.toml", "absolute_hours = 8", "absolute_hours = 25", "absolute_hours", "from 1 to 24"),
    ("pack.toml", "warn_days = 3", "warn_days = 14", "warn_days", "Make it less than keep_days"),
    (
        "pack.toml",
        '"harbour_guard"\nreceipt',
        '"harbor_guard"\nreceipt',
        "harbor",
        "Did you mean “harbour_guard”?",
    ),
    ("pack.toml", 'receipt_prefix = "MR"', 'receipt_prefix = "MC"', "receipt_prefix", "different prefixes"),
    # Linkage.
    (
        "linkage.toml",
        "[weights.sex]\nsame = 1.0",
        "[weights.sex]\nsme = 1.0",
        "sme =",
        "Did you mean “same”?",
    ),
    ("consents.toml", "ages = [0, 6,", "ages = [6,", "ages =", "do not begin at 0"),
    (
        "consents.toml",
        'needs = ["G/S", "A+G or A+S", "A+G or A+S", "C", "C"]\nlasts = 6\nunit = "months"\nwithdrawal = "possible"\n'
        'on_withdrawal = "The service',
        'needs = ["G/S", "A+G or A+S", "C", "C"]\nlasts = 6\nunit = "months"\nwithdrawal = "possible"\n'
        'on_withdrawal = "The service',
        "needs =",
        "There are 4 cells for 5 ages",
    ),
    ("consents.toml", '"C + guardian_told"', '"C + guardian"', "needs =", "is not a cell"),
    ("consents.toml", 'lessons = "service_referral"\n', "", "[services]", "“lessons” is missing"),
    ("linkage.toml", "[weights.sex]\n", "[weights.sexes]\n", "[weights.sexes]", "“sexes” is not a key here"),
    (
        "linkage.toml",
        "telephone_at_most = 2.0",
        'telephone_at_most = "2"',
        "telephone_at_most",
        "not a number from 0",
    ),
    (
        "linkage.toml",
        "very_likely = 4.0",
        "very_likely = 0.4",
        "very_likely",
        "The three words are not in order",
    ),
    ("linkage.toml", "very_likely = 4.0", "very_likely = 40", "very_likely", "from -30 to 30"),
    ("linkage.toml", "sex = 0.03", "sexes = 0.03", "sexes =", "“sexes” is not a field that is compared"),
    ("linkage.toml", 'version = "start-1"', 'version = "Start 1"', "version", "Write it like “start-1”"),
    ("linkage.toml", "family_name = 0.00324", "family_name = 0", "family_name = 0", "not a number from"),
    (
        "linkage.toml",
        "across_agencies = true",
        'across_agencies = "yes"',
        "across_agencies",
        "neither true nor",
    ),
    (
        "linkage.toml",
        "decide_within_days = 14",
        "decide_within_days = 0",
        "decide_within_days",
        "from 1 to 366",
    ),
    ("linkage.toml", "urgent = 2.0", "urgent = 0.5", "urgent", "not a number from 1"),
    ("names.csv", "Elizabeth,Liz,pet,", "Elizabeth,Elízabeth,pet,", "Elízabeth", "is the same name as"),
    ("names.csv", "Elizabeth,Liz,pet,", "Elizabeth,Beth,pet,", None, "“Beth” stands for “Elizabeth” twice"),
    ("names.csv", "Elizabeth,Liz,pet,", "Elizabeth,Liz,nickname,", "nickname", "“nickname” is not known"),
    ("names.csv", "Elizabeth,Liz,pet,eng,", "Elizabeth,Liz,pet,en,", "Elizabeth,Liz", "Write it like “eng”"),
    # The calendar.
    ("pack.toml", '"thursday"]', '"thirsday"]', "working_weekdays", "Did you mean “thursday”?"),
    ("pack.toml", 'rule = "nth_weekday"', 'rule = "nth"', 'rule = "nth"', "“nth” is not known"),
    ("pack.toml", "nth = -1", "nth = 0", "nth = 0", "There is no weekday number 0"),
    ("pack.toml", "month = 12\nday = 31", "month = 11\nday = 31", "day = 31", "Month 11 never has a day 31"),
    ("pack.toml", "nth = -1", "nth = -1\noffset = 3", "offset = 3", "“offset” is not a key here"),
    ("pack.toml", "last = 2027-03-16", "last = 2027-03-13", "last =", "“last” is before “first”"),
    # Deadlines and decisions.
    (
        "pack.toml",
        'starts_on = "case.assigned"',
        'starts_on = "case.asigned"',
        "starts_on",
        "“case.assigned”?",
    ),
    (
        "pack.toml",
        '["identification.decided"]',
        '["nothing.happens"]',
        "nothing.happens",
        "Use one of: case.assigned",
    ),
    ("pack.toml", '["identification.decided"]', '["case.assigned"]', "stops_on", "the event that starts it"),
    ("pack.toml", "length = 10", "length = 0", "length = 0", "from 1 to 2600"),
    (
        "pack.toml",
        'unit = "working_days"',
        'unit = "weeks"',
        "weeks",
        "Use one of: hours, days, working_days",
    ),
    ("pack.toml", '["storm"]', '["strom"]', "strom", "Did you mean “storm”?"),
    ("pack.toml", 'code = "answer"', 'code = "whole_decision"', None, "“whole_decision” is used twice"),
    ("pack.toml", 'roles = ["warden"]', 'roles = ["lookot"]', "lookot", "Did you mean “lookout”?"),
    # Roles and agencies.
    ("roles.toml", '"case_assign",', '"case_assing",', "case_assing", "Did you mean “case_assign”?"),
    ("roles.toml", 'code = "host"', 'code = "lookout"', None, "“lookout” is used twice"),
    (
        "agencies.toml",
        '["lookout", "host", "chamberlain", "registrar"]',
        '["host", "guest"]',
        "guest",
        "“guest” is not known",
    ),
    (
        "agencies.toml",
        'kind = "harbour_guard"',
        'kind = "harbour"',
        'kind = "harbour"',
        "Use one of: council, harbour_guard",
    ),
    (
        "agencies.toml",
        'kind = "harbour_guard"',
        'kind = "harbour_guard"\nareas = ["XM-N"]',
        "XM-N",
        "“XM-N” is not known",
    ),
    (
        "agencies.toml",
        'value = "555-0177"',
        'value = "bell tower"',
        "bell tower",
        "cannot be reached by telephone",
    ),
    ("agencies.toml", "valid_to = 2027-06-30", "valid_to = 2019-06-30", "valid_to", "is before “valid_from”"),
    # Tasks.
    ("pack.toml", 'on = "screening.completed"', 'on = "screening.done"', "screening.done", "Use one of"),
    (
        "pack.toml",
        'on = "screening.completed"',
        'on = "identification.reconsidered"',
        "reconsidered",
        "The task “look_in” is never made",
    ),
    ("pack.toml", 'unit = "months"', 'unit = "years"', "years", "Use one of: days, working_days, months"),
    ("pack.toml", "due = 1\n", "due = 121\n", "due = 121", "from 1 to 120"),
    # Closing.
    ("pack.toml", "tells_reporter = false\n", "", "[closing]", "“tells_reporter” is missing"),
    (
        "pack.toml",
        'cases = ["potential", "presumed", "confirmed", "not_confirmed", "reconsidered"]',
        'cases = ["potential", "presumed", "confirmed", "not_confirmed"]',
        "cases =",
        "Nothing says how long these cases are kept: reconsidered.",
    ),
    (
        "pack.toml",
        "[closing]",
        '[[retention]]\ncode = "second"\ntitle = "Second"\nyears = 1\ncases = ["presumed"]\n'
        'counted_from = "now"\nsource = "Invented."\ncertainty = "proposal"\n\n[closing]',
        'cases = ["presumed"]',
        "Another class has these cases too: presumed.",
    ),
    # Sharing.
    ("sharing.csv", "guard,house,bed", "guard,hous,bed", "hous,bed", "Did you mean “house”?"),
    ("sharing.csv", "guard,house,bed", "guard,house,beds", "house,beds", "Did you mean “bed”?"),
    (
        "sharing.csv",
        "bed,accepted",
        "bed,aceptd",
        "aceptd",
        "Use one of: pending, accepted, deciding, handed_over, taking_part, linked",
    ),
    ("sharing.csv", "council,*,deciding", "council,bed,deciding", "council,bed", "Write * as the purpose"),
    (
        "sharing.csv",
        "case screening decision,Law",
        "case screening,Law",
        "council",
        "Nobody can decide without the scope “decision”",
    ),
    (
        "sharing.csv",
        "council,*,deciding,case",
        "council,bed,handed_over,case",
        "council,bed",
        "Write * as the purpose",
    ),
    ("sharing.csv", "council,hearing", "council,*", "council,*,taking_part", "Use one of"),
    (
        "sharing.csv",
        "taking_part,case screening timeline minutes interviews recordings",
        "taking_part,",
        "taking_part",
        "Add case, or",
    ),
    ("sharing.csv", "guard,linkage", "guard,bed", "guard,bed,linked", "Use one of"),
    ("sharing.csv", "linked,case dangers", "linked,", "linkage,linked", "Add case, or"),
    # Handing over.
    (
        "pack.toml",
        'agency_kinds = ["harbour_guard"]',
        'agency_kinds = ["house"]',
        'agency_kinds = ["house"]',
        "Nobody at “house” can take a case over",
    ),
    ("pack.toml", "keep_days = 3", "keep_days = 0", "keep_days = 0", "from 1 to 366"),
    ("sharing.csv", "case identity", "case idenity", "idenity", "Did you mean “identity”?"),
    ("sharing.csv", "case identity", "identity", "guard,house", "“case” is not among the scopes"),
    ("sharing.csv", "harbour_guard,house,bed", "*,house,*", "on beds", "the same situation"),
    # Texts and forms.
    ("pack.toml", "texts/help.txt", "texts/hepl.txt", "hepl", "“texts/hepl.txt” cannot be read"),
    ("pack.toml", "texts/help.txt", "../help.txt", "../help", "outside the pack"),
    ("texts/help.txt", "Ring the harbour bell.", "", None, "“texts/help.txt” is empty"),
    ("forms/harbour_screening_2.toml", "version = 2", "version = 1", None, "is in another file too"),
    ("forms/harbour_screening_2.toml", '"screening"', '"survey"', "kind", "Use one of: screening"),
    (
        "forms/harbour_screening_2.toml",
        'weight = "strong"\ntext = "The child w',
        'text = "The child w',
        None,
        "weight",
    ),
]


@pytest.mark.parametrize(
    "file,old,new,words,sentence", FAULTS, ids=[f"{f[0]}: {f[2][:30]!r}" for f in FAULTS]
)
def test_a_fault_is_told_with_its_file_its_line_and_a_remedy(tmp_path, file, old, new, words, sentence):
    pack = changed(tmp_path, file, old, new)
    found = [problem for problem in problems_of(pack) if sentence in str(problem)]
    assert found, [str(problem) for problem in problems_of(pack)]
    problem = found[0]
    assert problem.remedy.endswith((".", "?"))
    if words:
        assert problem.file == str(pack / file)
        assert words in (pack / file).read_text(encoding="utf-8").splitlines()[problem.line - 1]


FILES = [
    "pack.toml",
    "roles.toml",
    "agencies.toml",
    "laws.toml",
    "linkage.toml",
    "names.csv",
    "sharing.csv",
    "codes/areas.csv",
    "codes/sources.csv",
]


@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_is_told(tmp_path, file):
    pack = copy_of_maresia(tmp_path)
    (pack / file).unlink()
    assert (str(pack / file), 1) in {(problem.file, problem.line) for problem in problems_of(pack)}


@pytest.mark.parametrize("file", FILES)
def test_a_file_in_another_encoding_is_told(tmp_path, file):
    pack = copy_of_maresia(tmp_path)
    (pack / file).write_bytes("# São Tomé\n".encode("latin-1") + (pack / file).read_bytes())
    found = [problem for problem in problems_of(pack) if problem.file == str(pack / file)]
    assert "UTF-8" in found[0].message


@pytest.mark.parametrize("file", ["codes/areas.csv", "codes/sources.csv", "sharing.csv"])
@pytest.mark.parametrize("rows", [0, 1])
def test_an_empty_list_is_told(tmp_path, file, rows):
    pack = copy_of_maresia(tmp_path)
    header = (pack / file).read_text().splitlines()[:rows]
    (pack / file).write_text("\n".join(["# nothing yet", *header]))
    found = [problem for problem in problems_of(pack) if problem.file == str(pack / file)]
    assert [problem.line for problem in found] == [1 + rows]


@pytest.mark.parametrize("file", ["codes/sex.csv", "sharing.toml", "forms/intake.toml"])
def test_a_file_that_nobody_reads_is_told(tmp_path, file):
    pack = copy_of_maresia(tmp_path)
    (pack / file).write_text("")
    assert [problem.file for problem in problems_of(pack)] == [str(pack / file)]


def test_a_pack_without_an_instrument_is_refused(tmp_path):
    pack = copy_of_maresia(tmp_path)
    for form in (pack / "forms").iterdir():
        form.unlink()
    assert "no screening instrument" in str(problems_of(pack)[0])


def test_a_folder_that_is_not_there_is_told(tmp_path):
    assert "no such folder" in str(problems_of(tmp_path / "nowhere")[0])


def test_all_faults_are_told_at_once_in_the_order_of_files_and_lines(tmp_path):
    pack = changed(tmp_path, "pack.toml", "idle_minutes = 10", "idle_minutes = 0")
    text = (pack / "pack.toml").read_text().replace('currency = "XTS"', 'currency = "?"')
    (pack / "pack.toml").write_text(text)
    (pack / "laws.toml").unlink()
    with pytest.raises(PackInvalid) as invalid:
        load(pack, vocabulary())
    problems = invalid.value.problems
    assert len(problems) == 3
    assert problems == sorted(problems)
    assert str(invalid.value).count("\n") == 2


def test_a_row_can_hold_commas_between_quotes_and_comments_are_skipped(tmp_path):
    pack = changed(
        tmp_path, "codes/sexes.csv", "male,Boy,,", '# a remark, with commas\nmale,"Boy, or young man",,'
    )
    assert load(pack, vocabulary()).codes("sexes")["male"].title == "Boy, or young man"
