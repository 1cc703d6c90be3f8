"""Pictures are well-formed, say what they are, and have a table that says the same."""

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from opennrm.statistics.pictures import Interval, Overlap, interval_picture, overlap_picture

SVG = "{http://www.w3.org/2000/svg}"
OVERLAPS = [
    Overlap(frozenset({0}), 40),
    Overlap(frozenset({1}), 9),
    Overlap(frozenset({0, 1}), 3),
    Overlap(frozenset({0, 2}), 2),
]


def parsed(picture):
    root = ElementTree.fromstring(picture.svg)
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == picture.title
    assert root.find(f"{SVG}desc").text
    return root


def test_every_method_has_a_row_and_a_point():
    picture = interval_picture(
        [Interval("Stepwise", 120, 100, 150), Interval("Latent classes", None, None, None, "not converged")],
        observed=80,
    )
    assert picture.rows == (
        ("Stepwise", "120", "100", "150", ""),
        ("Latent classes", "none", "none", "none", "not converged"),
    )
    assert len(parsed(picture).findall(f"{SVG}circle")) == 1


def test_limits_off_the_axis_end_in_an_arrow():
    root = parsed(interval_picture([Interval("Stepwise", 120, 100, 1e9)], observed=80))
    assert len(root.findall(f"{SVG}path")) == 1


@given(
    st.lists(
        st.tuples(st.text(max_size=8), st.floats(1, 1e9), st.floats(0, 1), st.floats(1, 1e6)), max_size=5
    ),
    st.integers(0, 10**6),
)
def test_any_figures_can_be_drawn(rows, observed):
    intervals = [
        Interval(label.encode("ascii", "ignore").decode().strip("\x00"), size, size * low, size * high)
        for label, size, low, high in rows
        if label.isprintable()
    ]
    parsed(interval_picture(intervals, observed=observed))


def test_markup_in_names_is_text():
    picture = overlap_picture(["<b>A</b>", "B & C", "D"], OVERLAPS)
    assert "<b>" not in picture.svg
    assert picture.rows[0] == ("<b>A</b>", "40")
    parsed(picture)


def test_combinations_stand_with_the_most_people_first():
    picture = overlap_picture(["A", "B", "C"], OVERLAPS)
    assert picture.rows == (("A", "40"), ("B", "9"), ("A + B", "3"), ("A + C", "2"))


def test_small_counts_are_neither_written_nor_drawn():
    picture = overlap_picture(["A", "B", "C"], OVERLAPS, least_shown=5)
    assert picture.rows[2:] == (("A + B", "<5"), ("A + C", "<5"))
    bars = [rect for rect in parsed(picture).findall(f"{SVG}rect") if rect.get("stroke-dasharray")]
    assert len({bar.get("height") for bar in bars}) == 1
    swapped = [*OVERLAPS[:2], Overlap(frozenset({0, 1}), 2), Overlap(frozenset({0, 2}), 3)]
    assert overlap_picture(["A", "B", "C"], swapped, least_shown=5) == picture
