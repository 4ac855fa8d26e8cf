"""The pins are in step with pyproject.toml, and no file says where packages come from."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
EXTRAS = PROJECT["project"]["optional-dependencies"]
RUNTIME = [*PROJECT["build-system"]["requires"], *PROJECT["project"]["dependencies"], *EXTRAS["demo"]]
ALL = [*RUNTIME, *(wanted for extra in EXTRAS.values() for wanted in extra)]
FILES = {"requirements.txt": RUNTIME, "requirements-dev.txt": ALL}


def pins_of(file: str) -> dict[str, Version]:
    lines = re.findall(r"^([A-Za-z0-9._-]+)==([^ ;]+)", (ROOT / file).read_text(), re.MULTILINE)
    return {canonicalize_name(name): Version(version) for name, version in lines}


@pytest.mark.parametrize("file", FILES)
def test_every_direct_dependency_is_pinned_within_its_range(file: str) -> None:
    pins = pins_of(file)
    for text in FILES[file]:
        wanted = Requirement(text)
        if wanted.name != PROJECT["project"]["name"]:
            pin = pins.get(canonicalize_name(wanted.name))
            assert pin is not None, f"{wanted.name} has no pin: run tools/pin"
            assert wanted.specifier.contains(pin, prereleases=True), f"{text} is pinned to {pin}: run tools/pin"


@pytest.mark.parametrize("file", FILES)
def test_every_pin_has_hashes(file: str) -> None:
    for entry in re.split(r"\n(?=\S)", (ROOT / file).read_text().strip()):
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry


def test_both_files_pin_the_same_versions() -> None:
    assert pins_of("requirements.txt").items() <= pins_of("requirements-dev.txt").items()


@pytest.mark.parametrize("file", FILES)
def test_pins_name_no_address(file: str) -> None:
    assert not re.search(r"://|--(extra-)?index|--find-links", (ROOT / file).read_text())
