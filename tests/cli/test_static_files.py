"""The styles and scripts that a server sends are those of the release that runs."""

import os
from pathlib import Path

import pytest

from opennrm.cli.serve import collect_static_files


@pytest.fixture
def style(settings, tmp_path) -> Path:
    """A style of this release."""
    source = tmp_path / "source"
    source.mkdir()
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "served"
    (source / "page.css").write_text("a{color:red}")
    return source / "page.css"


def served(settings) -> list[str]:
    """The served files, without those that are compressed."""
    root = Path(settings.STATIC_ROOT)
    return sorted(path.name for path in root.rglob("page*.css"))


def test_a_changed_style_is_served_even_if_its_file_is_old(style, settings):
    collect_static_files()
    first = served(settings)
    assert len(first) == 2
    style.write_text("a{color:blue}")
    os.utime(style, (0, 0))
    collect_static_files()
    assert served(settings) != first
    assert (Path(settings.STATIC_ROOT) / "page.css").read_text() == "a{color:blue}"


def test_what_is_there_already_is_left_alone(style, settings):
    collect_static_files()
    kept = Path(settings.STATIC_ROOT) / "page.css"
    os.utime(kept, (0, 0))
    collect_static_files()
    assert kept.stat().st_mtime == 0
