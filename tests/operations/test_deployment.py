"""The image, the composition and the unit: they can be read, and everything they name exists."""

from __future__ import annotations

import configparser
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from bot.__main__ import app
from bot.config import WebSettings
from tests.servers.ports import free_port

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
RUNNING = (ROOT / "docs" / "admin" / "running.md").read_text()
GUIDE = (ROOT / "docs" / "admin" / "container.md").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())


def instructions() -> list[tuple[str, str]]:
    """Every instruction of the Dockerfile with its arguments on one line."""
    lines = [line for line in DOCKERFILE.splitlines() if line and not line.startswith("#")]
    whole = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in whole.splitlines())]


def installed() -> str:
    """What the image takes from Debian."""
    return re.findall(
        r"apt-get install -y --no-install-recommends ([a-z0-9 -]+?)\s*&&", DOCKERFILE.replace("\\\n", "")
    )[0]


class Unit(configparser.RawConfigParser):
    """systemd's files: names keep their case and may come twice."""

    def __init__(self) -> None:
        super().__init__(strict=False, interpolation=None, delimiters=("=",))

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def unit() -> Unit:
    made = Unit()
    made.read(ROOT / "deploy" / "ringback.service")
    return made


def test_every_file_that_the_image_takes_exists_and_is_let_through() -> None:
    allowed = (ROOT / ".dockerignore").read_text().splitlines()
    taken = [rest.split()[:-1] for word, rest in instructions() if word == "COPY" and not rest.startswith("--from")]
    names = [name for part in taken for name in part]
    assert {"bot", "templates", "requirements.txt", "pyproject.toml"} <= set(names)
    for name in names:
        assert (ROOT / name).exists(), name
        assert f"!{name}" in allowed, name


def test_what_the_build_of_the_package_needs_is_taken() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    named = {project["project"]["readme"], *project["project"]["license-files"], "pyproject.toml"}
    named |= set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])
    named |= set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"])
    taken = {name for word, rest in instructions() if word == "COPY" for name in rest.split()[:-1]}
    assert named <= taken


def test_the_image_has_pins_with_hashes_one_process_no_root_and_a_lamp() -> None:
    found = dict(instructions())
    assert "--require-hashes" in DOCKERFILE
    assert found["USER"] == "ringback"
    order = [word for word, _ in instructions()]
    assert order.index("USER") < order.index("ENTRYPOINT")
    # A process 1 without a handler is not sent SIGTERM at all: tini stands before Python.
    assert found["ENTRYPOINT"] == '["tini", "--", "ringback"]'
    assert " tini " in f" {installed()} "
    assert f"127.0.0.1:{WebSettings().port}/healthz" in found["HEALTHCHECK"]
    assert found["EXPOSE"] == str(WebSettings().port)


def test_folders_of_the_host_belong_to_the_number_that_the_image_and_the_guide_name() -> None:
    number = re.findall(r"groupadd --gid (\d+) ringback", DOCKERFILE)[0]
    assert f"useradd --uid {number} --gid ringback " in DOCKERFILE
    assert f"install -d -o {number} -g {number} -m 0700 config" in GUIDE


def test_the_guide_and_the_composition_name_the_same_things() -> None:
    desk = COMPOSE["services"]["ringback"]
    assert "./config:/etc/ringback:ro" in desk["volumes"]  # a folder: Docker makes one in the place of a missing file
    assert dict(instructions())["CMD"] == '["run", "--config", "/etc/ringback/ringback.toml"]'
    assert f"docker build -t {desk['image']} ." in GUIDE
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert {"/config/", "/.env"} <= set(ignored)


@pytest.mark.parametrize("guide", [GUIDE, RUNNING])
def test_every_command_in_the_guides_has_the_options_it_is_given(guide: str) -> None:
    called = re.findall(r"(?:^| |/)ringback (init|doctor|check|backup|restore) (--[^#\n]*)", guide, re.MULTILINE)
    assert {"init", "doctor", "backup"} <= {command for command, _ in called}
    for command, options in called:
        told = CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "200"}).output
        assert all(option in told for option in re.findall(r"--[a-z]+", options)), command


def test_an_upgrade_brings_the_unit_too() -> None:
    upgrade = RUNNING.partition("## Upgrade")[2]
    assert "cp deploy/ringback.service /etc/systemd/system/" in upgrade
    places = [upgrade.index(step) for step in ("stop ringback", "git pull", "daemon-reload", "start ringback")]
    assert places == sorted(places)


def test_the_composition_starts_the_desk_behind_its_database() -> None:
    desk, database = COMPOSE["services"]["ringback"], COMPOSE["services"]["postgres"]
    assert desk["depends_on"]["postgres"]["condition"] == "service_healthy"
    assert "pg_isready" in database["healthcheck"]["test"]
    # On its socket answers also the server that the image starts, and stops again, to make the database.
    assert "--host=127.0.0.1" in database["healthcheck"]["test"]
    assert desk["environment"]["RINGBACK_DATABASE"].startswith("postgresql+psycopg://ringback:${POSTGRES_PASSWORD")
    volumes = [mount.split(":")[0] for service in (desk, database) for mount in service["volumes"]]
    assert {name for name in volumes if not name.startswith(".")} == set(COMPOSE["volumes"])
    assert all(port.startswith("127.0.0.1:") for port in desk["ports"])
    assert "ports" not in database


def test_no_password_stands_in_the_composition() -> None:
    for service in COMPOSE["services"].values():
        for name, value in service["environment"].items():
            assert "PASSWORD" not in name or value.startswith("${POSTGRES_PASSWORD"), name


def test_the_unit_runs_a_command_that_exists_without_rights() -> None:
    service = unit()["Service"]
    program, command, *_ = service["ExecStart"].split()
    assert program.endswith("/ringback")
    assert CliRunner().invoke(app, [command, "--help"]).exit_code == 0
    assert service["User"] == service["Group"] == "ringback"
    assert service["StateDirectory"] == "ringback"
    assert service["WorkingDirectory"] == "/var/lib/ringback"
    for name in ("NoNewPrivileges", "PrivateTmp", "ProtectHome", "RestrictNamespaces", "PrivateDevices"):
        assert service[name] == "yes", name
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == ""
    assert unit()["Install"]["WantedBy"] == "multi-user.target"


def test_the_unit_does_not_start_again_what_cannot_start() -> None:
    assert unit()["Service"]["RestartPreventExitStatus"] == "2"
    result = CliRunner().invoke(app, ["run", "--config", "/nonexistent/ringback.toml"])
    assert result.exit_code == 2


def test_a_data_folder_that_cannot_be_used_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    config = tmp_path / "ringback.toml"
    config.write_text('[ringback]\ndata = "file/data"\n[telegram]\ntoken = "1:x"\n')
    command = [sys.executable, "-m", "bot", "run", "--config", str(config)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == int(unit()["Service"]["RestartPreventExitStatus"])
    assert f"The data folder {tmp_path}/file/data cannot be used (Not a directory)" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_database_that_does_not_answer_is_said_in_a_sentence_and_the_desk_is_started_again(tmp_path: Path) -> None:
    url = f"postgresql+psycopg://desk:hunter2@127.0.0.1:{free_port()}/desk"
    config = tmp_path / "ringback.toml"
    config.write_text(f'[ringback]\ndatabase = "{url}"\n[telegram]\ntoken = "1:x"\n')
    # In a process of its own, for the command says where logs go.
    command = [sys.executable, "-m", "bot", "run", "--config", str(config)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    said = result.stdout + result.stderr
    assert result.returncode not in (0, int(unit()["Service"]["RestartPreventExitStatus"]))
    assert "The database cannot be used: PostgreSQL says: " in said
    assert "Traceback" not in said
    assert "hunter2" not in said
