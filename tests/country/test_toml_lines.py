"""Each key of a TOML text is found on its line, however the text is written."""

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from opennrm.country.toml_lines import key_lines, line_of

TEXT = '''\
# a remark
plain = 1
dotted.key = "a # b"   # not a [table]
list = [  # with a remark
  "first, with a comma",
  "second",
  { inline = [1, 2] },
]
words = """
[not a table]
not = "a key"
ends with a quote\\""""
literal = \'\'\'
also = [ not
\'\'\'

[table]
"quoted key" = 'one # two'
'''

TABLES = """\
[[kinds]]
code = "one"
[kinds.inner]
deep = 1
[[kinds.inner.more]]
x = 1

[[kinds]]

code = "two"
[[kinds.more]]
y = 2
[[kinds.more]]
y = 3
"""


def test_keys_lists_and_texts_over_several_lines():
    assert tomllib.loads(TEXT)["table"] == {"quoted key": "one # two"}
    lines = key_lines(TEXT)
    assert lines[("plain",)] == 2
    assert lines[("dotted", "key")] == 3
    assert [lines[("list", position)] for position in range(3)] == [5, 6, 7]
    assert ("list", 3) not in lines
    assert lines[("words",)] == 9
    assert lines[("literal",)] == 13
    assert lines[("table",)] == 17
    assert lines[("table", "quoted key")] == 18
    assert not {path for path in lines if path and path[0] in {"not", "not a table", "also"}}


def test_lists_of_tables_count_their_elements():
    lines = key_lines(TABLES)
    assert lines[("kinds", 0, "code")] == 2
    assert lines[("kinds", 0, "inner", "deep")] == 4
    assert lines[("kinds", 0, "inner", "more", 0, "x")] == 6
    assert lines[("kinds", 1)] == 8
    assert lines[("kinds", 1, "code")] == 10
    assert lines[("kinds", 1, "more", 1, "y")] == 14


def test_a_key_that_is_not_there_is_looked_for_in_the_table_around_it():
    lines = key_lines(TABLES)
    assert line_of(("kinds", 1, "title"), lines) == 8
    assert line_of(("absent",), lines) == 1


WORDS = st.text(alphabet="ab[]{}=,#'\n ", max_size=12)


@given(values=st.lists(st.one_of(WORDS, st.lists(WORDS, max_size=3)), min_size=1, max_size=8), data=st.data())
def test_no_text_inside_a_value_is_taken_for_a_key(values, data):
    written, expected, line = [], {(): 1}, 1

    def quoted(words):
        if "\n" in words and data.draw(st.booleans()):
            return f'"""{words}"""'
        return '"' + words.replace("\n", "\\n") + '"'

    for number, value in enumerate(values):
        expected[f"key{number}",] = line
        is_list = isinstance(value, list)
        text = "\n".join(["[", *(f"{quoted(words)}," for words in value), "]"]) if is_list else quoted(value)
        written.append(f"key{number} = {text}")
        line += text.count("\n") + 1
    text = "\n".join(written)
    assert len(tomllib.loads(text)) == len(values)
    assert {path: found for path, found in key_lines(text).items() if len(path) < 2} == expected
