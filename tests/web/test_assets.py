"""The lock of the front end's libraries is exact and names no place to fetch them from."""

import json
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_lock_names_no_package_host():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert all("resolved" not in package for package in packages.values())


def test_the_lock_holds_the_fingerprint_of_every_library():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert all(package["integrity"].startswith("sha512-") for path, package in packages.items() if path)


def test_versions_are_exact():
    manifest = json.loads((ROOT / "package.json").read_text())
    versions = [*manifest["dependencies"].values(), *manifest["devDependencies"].values()]
    assert all(version.replace(".", "").isdecimal() for version in versions)
