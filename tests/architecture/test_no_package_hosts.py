"""No committed file says where packages come from: that is the business of whoever installs them."""

from tests.architecture.committed import committed_files, name_of

# Written in two parts, so that this file does not name what it forbids.
PACKAGE_HOSTS = [
    ("registry", ".npmjs"),
    ("registry", ".yarnpkg"),
    ("files", ".pythonhosted"),
    ("pypi", ".org"),
    ("cdn", ".jsdelivr"),
    ("cdnjs", ".cloudflare"),
    ("unpkg", ".com"),
    ("deb", ".debian.org"),
    ("deb", ".nodesource"),
    ('"resolved"', ': "http'),
    ("--index", "-url "),
    ("--find", "-links "),
]


def test_no_committed_file_names_a_package_host() -> None:
    forbidden = ["".join(parts).encode() for parts in PACKAGE_HOSTS]
    named = [
        f"{name_of(path)} names {host.decode()}"
        for path in committed_files()
        for content in [path.read_bytes()]
        for host in forbidden
        if host in content
    ]
    assert named == []


def test_every_locked_package_has_a_hash() -> None:
    locks = [
        path for path in committed_files() if path.parent.name == "requirements" and path.suffix == ".txt"
    ]
    assert {path.name for path in locks} >= {"run.txt", "test.txt", "node.txt"}
    for lock in locks:
        for requirement in lock.read_text().replace("\\\n", " ").splitlines():
            assert not requirement[:1].isalnum() or "--hash=sha256:" in requirement, requirement


def test_tests_run_on_the_versions_that_are_served() -> None:
    assert pinned("run.txt") <= pinned("test.txt")


def pinned(lock: str) -> set[str]:
    [path] = [path for path in committed_files() if name_of(path) == f"requirements/{lock}"]
    return {line.split("\\")[0].strip() for line in path.read_text().splitlines() if line[:1].isalnum()}
