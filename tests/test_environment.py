"""The ways to an environment agree with pyproject.toml, and a skip in CI is a failure."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SYSTEMS = [
    {"sys_platform": "linux", "platform_machine": "x86_64"},
    {"sys_platform": "linux", "platform_machine": "aarch64"},
    {"sys_platform": "darwin", "platform_machine": "arm64"},
    {"sys_platform": "win32", "platform_machine": "AMD64"},
]
# Tests of the environment for learners; the one which runs the tests has more in it.
INSTALL_TIMEOUT = 900  # seconds


def pip_part() -> list[str]:
    """The lines that conda hands to pip: a requirements file."""
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    return next(part["pip"] for part in environment["dependencies"] if isinstance(part, dict))


def requirements(lines: list[str]) -> list[Requirement]:
    return [Requirement(line) for line in lines if not line.startswith("-")]


def tensorflow_here(lines: list[Requirement], system: dict[str, str]) -> list[str]:
    """The TensorFlow distributions that the lines install on a system."""
    found = [r for r in lines if r.name.startswith("tensorflow")]
    return [r.name for r in found if r.marker is None or r.marker.evaluate(system)]


def test_environment_yml_takes_python_and_pip_from_conda_forge_and_the_rest_from_pip():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert environment["name"] == "nnlearn"
    assert environment["channels"] == ["conda-forge", "nodefaults"]
    python, pip, rest = environment["dependencies"]
    assert re.fullmatch(r"python(.*)", python)[1] == PROJECT["requires-python"]
    assert pip == "pip"
    assert set(rest) == {"pip"}


def test_environment_yml_installs_this_package_under_the_constraints():
    assert pip_part()[:2] == ["-c constraints.txt", "-e .[lab,grade]"]


def test_environment_yml_names_what_the_course_stands_on():
    names = {requirement.name for requirement in requirements(pip_part())}
    assert names == {"tensorflow", "tensorflow-cpu", "keras", "jupyterlab", "matplotlib", "nbval"}


def test_environment_yml_asks_for_the_same_versions_as_pyproject():
    extras = PROJECT["optional-dependencies"]
    declared = requirements([*PROJECT["dependencies"], *extras["cpu"], *extras["lab"], *extras["grade"]])
    assert {str(r) for r in requirements(pip_part())} <= {str(r) for r in declared}


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: "-".join(system.values()))
def test_exactly_one_tensorflow_is_installed_on_every_system(system):
    extra = requirements(PROJECT["optional-dependencies"]["cpu"])
    for lines in (extra, requirements(pip_part())):
        assert len(tensorflow_here(lines, system)) == 1


def test_two_tensorflows_in_one_environment_are_seen():
    both = [Requirement("tensorflow"), Requirement("tensorflow-cpu; sys_platform == 'linux'")]
    assert tensorflow_here(both, SYSTEMS[0]) == ["tensorflow", "tensorflow-cpu"]


def test_constraints_pin_everything_that_pyproject_names_and_say_no_address():
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    pinned = {Requirement(line).name for line in text.splitlines() if line and not line.lstrip().startswith("#")}
    declared = [
        *PROJECT["dependencies"],
        *(line for extra in PROJECT["optional-dependencies"].values() for line in extra),
    ]
    assert {Requirement(line).name for line in declared} <= pinned
    assert "uv" in pinned  # the Makefile installs it by this pin
    assert "://" not in text
    assert "--index" not in text


def test_commit_hooks_are_the_tools_of_the_environment_and_nothing_fetched():
    configuration = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    (local,) = configuration["repos"]
    assert local["repo"] == "local"
    assert {hook["language"] for hook in local["hooks"]} == {"system"}
    entries = [hook["entry"] for hook in local["hooks"]]
    assert entries == [".venv/bin/ruff check", ".venv/bin/ruff format --check", ".venv/bin/nnlearn build --check"]


def make(*arguments, cwd=ROOT, **environment):
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=cwd,
        env={**os.environ, "MAKEFLAGS": "", **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_make_alone_prints_every_target_with_its_purpose():
    run = make()
    assert run.returncode == 0
    for target in ("env", "lab", "dev", "test", "build", "lint", "bench", "constraints", "clean"):
        assert re.search(rf"^ *make {target} +\S+", run.stdout, re.MULTILINE), target


@pytest.fixture
def checkout(tmp_path):
    """The files that make env looks at, without an environment."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_make_env_refuses_an_unsupported_python_and_says_which_there_are(checkout):
    programs = checkout / "bin"
    programs.mkdir()
    for name, version in {"python-old": "3.9", "python3.12": "3.12"}.items():
        program = programs / name
        program.write_text(f"#!/bin/sh\necho {version}\n[ {version} = 3.12 ]\n")
        program.chmod(0o755)
    run = make("env", "PYTHON=python-old", cwd=checkout, PATH=f"{programs}:{os.environ['PATH']}")
    assert run.returncode != 0
    assert "make env expects Python 3.11, 3.12 or 3.13, received 3.9 (python-old)." in run.stderr
    assert re.search(r"Found on this machine: .*python3\.12", run.stderr)
    assert "Fix: make env PYTHON=" in run.stderr
    assert not (checkout / ".venv").exists()


def test_make_env_does_nothing_when_it_is_current_and_builds_again_when_pyproject_changes(checkout):
    stamp = checkout / ".venv" / ".env-stamp"
    stamp.parent.mkdir()
    stamp.touch()
    assert "pip install" not in make("-n", "env", cwd=checkout).stdout
    later = stamp.stat().st_mtime + 10
    os.utime(checkout / "pyproject.toml", (later, later))
    assert "pip install" in make("-n", "env", cwd=checkout).stdout


SKIPPING = """
import pytest

def test_tool():
    pytest.skip({reason!r})

@pytest.mark.xfail(reason="known")
def test_expected_failure():
    raise AssertionError
"""


@pytest.fixture
def suite(pytester, monkeypatch):
    """A suite of its own under this project's conftest."""
    conftest = (ROOT / "tests" / "conftest.py").read_text(encoding="utf-8")
    pytester.makeconftest(conftest.replace('pytest_plugins = ["pytester"]', ""))

    def run(text, ci="true"):
        monkeypatch.setenv("CI", ci)
        pytester.makepyfile(text)
        return pytester.runpytest_inprocess("-p", "no:cacheprovider")

    return run


def test_a_skip_for_a_missing_tool_fails_in_ci(suite):
    result = suite(SKIPPING.format(reason="bwrap is missing"))
    result.assert_outcomes(failed=1, xfailed=1)
    result.stdout.fnmatch_lines(["*skipped in CI: bwrap is missing. Fix: *"])


def test_a_skip_of_a_whole_module_fails_in_ci(suite):
    result = suite("import pytest\npytest.importorskip('no_such_module')\n")
    result.assert_outcomes(errors=1)


def test_a_skip_with_an_allowed_reason_passes_in_ci(suite):
    suite(SKIPPING.format(reason="other system: needs Windows")).assert_outcomes(skipped=1, xfailed=1)


def test_a_skip_outside_ci_stays_a_skip(suite):
    suite(SKIPPING.format(reason="bwrap is missing"), ci="").assert_outcomes(skipped=1, xfailed=1)


def test_progress_of_whoever_runs_the_tests_is_out_of_reach():
    home = Path(os.environ["NNLEARN_HOME"])
    assert home.is_dir()
    assert not any(home.iterdir())


@pytest.mark.slow
def test_the_pip_part_of_environment_yml_installs_into_a_fresh_environment(tmp_path):
    python = tmp_path / "env" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    # Beside environment.yml, as conda writes it: relative lines of a requirements file mean its folder.
    listed = ROOT / ".environment-test.txt"
    listed.write_text("\n".join(pip_part()) + "\n", encoding="utf-8")
    uv = [sys.executable, "-m", "uv"]
    code = (
        "import nnlearn; nnlearn.session.setup(1, keras=True); import keras, tensorflow\n"
        "from nnlearn.cli.doctor import installed_tensorflows\n"
        "print(keras.backend.backend(), installed_tensorflows())"
    )
    try:
        for command in (
            [*uv, "venv", "--quiet", "--python", sys.executable, str(tmp_path / "env")],
            [*uv, "pip", "install", "--quiet", "--python", str(python), "-r", str(listed)],
        ):
            subprocess.run(command, cwd=ROOT, check=True, timeout=INSTALL_TIMEOUT)
        run = subprocess.run(
            [python, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=INSTALL_TIMEOUT
        )
    finally:
        listed.unlink()
    assert run.returncode == 0, run.stderr
    assert re.fullmatch(r"tensorflow \['tensorflow(-cpu)?'\]", run.stdout.strip())
