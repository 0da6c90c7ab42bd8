import json
import re
import subprocess

import pytest

from tests.architecture import layers

THIRD_PARTY = (".woff", ".woff2", ".ttf", ".min.js", ".min.css", ".map", ".whl", ".jar", ".exe")
MACHINE = re.compile(r"/(?:root|work|home|Users)/\w|[A-Z]:\\Users\\|https?://[^\s/]*(?:mirror|proxy)[^\s/]*/")


def _kept_files():
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=layers.ROOT, capture_output=True, text=True, check=False
    ).stdout.split("\0")
    return [layers.ROOT / name for name in names if name and (layers.ROOT / name).is_file()]


@pytest.fixture(scope="module")
def texts():
    found = {}
    for path in _kept_files():
        data = path.read_bytes()
        if b"\0" not in data and path != layers.ROOT / "tests/architecture/test_repository.py":
            found[str(path.relative_to(layers.ROOT))] = data.decode(errors="replace")
    return found or pytest.skip("not a git clone")


def test_no_file_names_a_folder_of_somebodys_machine(texts):
    found = {name: match.group() for name, text in texts.items() if (match := MACHINE.search(text))}

    assert found == {}


def test_nothing_made_by_others_is_kept_in_git():
    kept = [str(path) for path in _kept_files() if path.name.endswith(THIRD_PARTY)]

    assert kept == []


def test_there_is_no_work_left_behind_in_comments(texts):
    word = re.compile(r"\b(TODO|FIXME|XXX)\b")

    assert [name for name, text in texts.items() if name.endswith((".py", ".html", ".js")) and word.search(text)] == []


@pytest.mark.parametrize("name", ["run", "dev", "node", "uv"])
def test_every_locked_python_package_has_a_version_and_a_hash(name):
    lock = (layers.ROOT / "requirements" / f"{name}.lock").read_text()
    entries = re.split(r"^(?=[a-z])", lock, flags=re.MULTILINE)[1:]

    assert entries and all("==" in entry and "--hash=sha256:" in entry for entry in entries)
    assert "index-url" not in lock and "find-links" not in lock


def test_every_locked_npm_package_has_a_hash_and_no_address():
    packages = json.loads((layers.ROOT / "package-lock.json").read_text())["packages"]

    assert all(entry.get("integrity") for path, entry in packages.items() if path)
    assert not any("resolved" in entry for entry in packages.values())


def test_every_command_in_bin_can_be_run():
    scripts = [path for path in (layers.ROOT / "bin").iterdir() if path.is_file() and "." not in path.name]

    assert [path.name for path in scripts if path.name != "_env" and not path.stat().st_mode & 0o100] == []
