"""Invented children: the same seed invents the same, and names have the forms that names have here."""

from opennrm.invented.people import FAMILY, GIVEN, Child, Inventor


def test_the_same_seed_invents_the_same_children():
    first, second, other = (Inventor(seed, "JM") for seed in (1, 1, 2))
    children = [first.child() for _ in range(20)]
    assert children == [second.child() for _ in range(20)]
    assert children != [other.child() for _ in range(20)]


def test_names_have_english_spanish_and_haitian_forms():
    assert {"De la Cruz", "Peña Rosario", "Jean-Baptiste", "O'Gilvie", "Saint-Fleur"} <= set(FAMILY)
    assert {"Marie-Ange", "De'Andre", "Jesús", "Dieudonné"} <= set(GIVEN)


def test_a_brother_has_the_family_the_address_and_nothing_else():
    child = Child(
        given_names="Imani", family_name="Núñez", address="Yellow house", birth_date="2012", sex="female"
    )
    brother = child.sibling("Luis", age=9, sex="male")
    assert brother == Child(
        given_names="Luis", family_name="Núñez", address="Yellow house", age=9, sex="male"
    )
