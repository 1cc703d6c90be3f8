"""Which country runs is never decided by what happens to lie beside its pack."""

import shutil
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from opennrm.settings import country_pack
from tests.country.packs import JAMAICA, MARESIA, TEMPLATE


@pytest.fixture
def packs(tmp_path) -> Path:
    for pack in (JAMAICA, TEMPLATE):
        shutil.copytree(pack, tmp_path / pack.name)
    return tmp_path


def test_the_only_pack_beside_the_template_is_taken(packs):
    assert country_pack(packs) == packs / JAMAICA.name


def test_neither_a_file_nor_a_folder_that_is_no_pack_changes_which(packs):
    (packs / "AAA-README").write_text("Read me.")
    (packs / "barbados").mkdir()
    (packs / "barbados" / "notes.txt").write_text("To be written.")
    assert country_pack(packs) == packs / JAMAICA.name


def test_two_packs_are_refused_until_one_is_chosen(packs):
    shutil.copytree(MARESIA, packs / "barbados")
    with pytest.raises(ImproperlyConfigured, match=r"are: barbados, jamaica\. Set OPENNRM_COUNTRY_PACK"):
        country_pack(packs)
    assert country_pack(packs, str(packs / "barbados")) == packs / "barbados"


def test_no_pack_at_all_is_said(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="are: none"):
        country_pack(tmp_path)
