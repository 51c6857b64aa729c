"""`nnlearn doctor`: each fault is found, named and given a remedy; only a learner's need makes it fail."""

import json
import os
import sys
from importlib import metadata
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet
from typer.testing import CliRunner

from nnlearn.cli import doctor, probes
from nnlearn.cli.app import app
from nnlearn.cli.doctor import Check
from nnlearn.cli.project import Project


def only(checks):
    (check,) = checks
    return check


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 13, 9)])
def test_supported_pythons_are_ok(version):
    assert next(iter(doctor.check_python(version))).status == "OK"


@pytest.mark.parametrize("version", [(3, 10, 9), (3, 14, 0)])
def test_an_unsupported_python_is_missing_with_a_remedy(version):
    check = next(iter(doctor.check_python(version)))
    assert check.blocks_learning
    assert "make env PYTHON=" in check.fix


def test_the_systems_own_python_is_a_warning(monkeypatch):
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    assert list(doctor.check_python())[1].status == "warning"


def test_a_course_that_is_not_there_or_not_built_is_missing(tmp_path):
    assert only(doctor.check_project(None)).blocks_learning
    (tmp_path / "course").mkdir()
    empty = only(doctor.check_project(Project(tmp_path)))
    assert (empty.status, empty.fix) == ("missing", "run `nnlearn build`")
    (tmp_path / "course" / "01_perceptron.ipynb").touch()
    assert only(doctor.check_project(Project(tmp_path))).status == "OK"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project whose constraints pin one package that pyproject.toml declares."""
    (tmp_path / "constraints.txt").write_text("# made by hand\nsome-tool==2.0\nsome-tool==1.0 ; python_version < '3'\n")
    monkeypatch.setattr(doctor, "declared_packages", lambda: {"some-tool": (SpecifierSet(">=1.5"), "learner")})
    return Project(tmp_path)


@pytest.mark.parametrize(
    ("version", "status", "found"),
    [
        ("2.0", "OK", "2.0"),
        ("2.1", "warning", "2.1, tested with 2.0"),
        ("1.0", "missing", "1.0, needs >=1.5"),
        (None, "missing", "not installed"),
    ],
)
def test_a_package_is_held_to_pyproject_and_to_constraints(project, monkeypatch, version, status, found):
    def installed(name):
        if version is None:
            raise metadata.PackageNotFoundError(name)
        return version

    monkeypatch.setattr(metadata, "version", installed)
    check = only(doctor.check_packages(project))
    assert (check.status, check.found, bool(check.fix)) == (status, found, status != "OK")


def test_declared_packages_are_those_of_learners_and_instructors():
    declared = doctor.declared_packages()
    assert {name: declared[name][1] for name in ("numpy", "keras", "jupyterlab", "nbval")} == {
        "numpy": "learner",
        "keras": "learner",
        "jupyterlab": "learner",
        "nbval": "instructor",
    }
    assert not {"ruff", "jupytext", "tensorflow", "tensorflow-cpu"} & set(declared)


@pytest.mark.parametrize(
    ("found", "words"),
    [([], "not installed"), (["tensorflow", "tensorflow-cpu"], "2 at once: tensorflow, tensorflow-cpu")],
)
def test_no_tensorflow_and_two_are_both_told_with_a_remedy(monkeypatch, found, words):
    monkeypatch.setattr(doctor, "installed_tensorflows", lambda: found)
    check = only(doctor.check_tensorflow())
    assert check.blocks_learning
    assert check.found == words
    assert "make env" in check.fix


def test_installed_tensorflows_are_counted_by_distribution(tmp_path, monkeypatch):
    for name in ("tensorflow", "tensorflow_cpu", "tensorflow_datasets"):
        info = tmp_path / f"{name}-2.21.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 2.21.0\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    assert doctor.installed_tensorflows() == ["tensorflow", "tensorflow-cpu"]


def test_a_tensorflow_that_does_not_import_is_missing(monkeypatch):
    monkeypatch.setattr(doctor, "installed_tensorflows", lambda: ["tensorflow-cpu"])
    monkeypatch.setattr(probes, "import_problem", lambda *modules: "ImportError: broken")
    check = list(doctor.check_tensorflow())[-1]
    assert (check.status, check.found) == ("missing", "ImportError: broken")


@pytest.mark.parametrize(
    ("module", "code", "problem"),
    [
        ("json", None, None),
        ("fault", "raise ImportError('no such library')", "ImportError: no such library"),
        ("crash", "import os; os.kill(os.getpid(), 9)", "crashed with signal 9"),
        ("slow", "import time; time.sleep(60)", "no answer in 1 s"),
    ],
)
def test_an_import_is_tried_in_a_process_of_its_own(tmp_path, monkeypatch, module, code, problem):
    if code:
        (tmp_path / f"{module}.py").write_text(code)
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert probes.import_problem(module, timeout=1 if module == "slow" else 30) == problem


def test_absent_bytecode_is_a_warning_with_the_command_that_makes_it(tmp_path, monkeypatch):
    origin = tmp_path / "keras" / "__init__.py"
    spec = type("Spec", (), {"origin": str(origin)})
    monkeypatch.setattr(doctor.util, "find_spec", lambda name: spec)
    check = only(doctor.check_bytecode())
    assert (check.status, check.fix) == ("warning", f"{sys.executable} -m compileall -q {tmp_path}")
    cached = Path(doctor.util.cache_from_source(str(origin)))
    cached.parent.mkdir(parents=True)
    cached.touch()
    assert only(doctor.check_bytecode()).status == "OK"


@pytest.mark.kernel
def test_a_kernel_that_works_has_no_problem_and_a_missing_one_is_said(monkeypatch, tmp_path):
    assert probes.kernel_problem() is None
    from jupyter_client import kernelspec

    monkeypatch.setattr(kernelspec.KernelSpecManager, "get_kernel_spec", _no_kernel)
    check = only(doctor.check_kernel())
    assert check.blocks_learning
    assert check.found.startswith("does not start: ")


def _no_kernel(self, name):
    from jupyter_client.kernelspec import NoSuchKernel

    raise NoSuchKernel(name)


def test_folders_that_can_be_written_or_made_are_ok(tmp_path):
    assert probes.write_problem(tmp_path) is None
    assert probes.write_problem(tmp_path / "not" / "yet") is None
    assert not (tmp_path / "not").exists()


def test_a_folder_that_is_a_file_is_told(tmp_path):
    (tmp_path / "file").touch()
    assert probes.write_problem(tmp_path / "file" / "home") == f"{tmp_path / 'file'} is not a folder"


def test_a_folder_that_cannot_be_written_blocks_learning(tmp_path, monkeypatch):
    def refuse(**options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(probes.tempfile, "TemporaryFile", refuse)
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    monkeypatch.setenv("NNLEARN_HOME", str(tmp_path))
    check = only(doctor.check_folders(None))
    assert check.blocks_learning
    assert "Permission denied" in check.found
    assert "cannot be written" in probes.write_problem(tmp_path / "new")


@pytest.mark.parametrize(("free", "status"), [(5e8, "warning"), (5e9, "OK")])
def test_little_disk_is_a_warning(monkeypatch, free, status):
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda path: type("Usage", (), {"free": free}))
    assert next(iter(doctor.check_room(None))).status == status


@pytest.mark.parametrize(("memory", "status"), [(0.5, "warning"), (8.0, "OK")])
def test_little_memory_is_a_warning(monkeypatch, memory, status):
    monkeypatch.setattr(probes, "free_memory_gb", lambda: memory)
    assert list(doctor.check_room(None))[-1].status == status


def test_fonts_come_with_matplotlib(tmp_path, monkeypatch):
    assert only(doctor.check_fonts()).status == "OK"
    spec = type("Spec", (), {"origin": str(tmp_path / "__init__.py")})
    monkeypatch.setattr(doctor.util, "find_spec", lambda name: spec)
    assert only(doctor.check_fonts()).blocks_learning


def test_programs_that_a_learner_does_without_never_block(monkeypatch):
    monkeypatch.setattr(doctor.shutil, "which", lambda name: None)
    checks = list(doctor.check_programs())
    assert {(check.name, check.needed_by) for check in checks} == {("bubblewrap", "instructor"), ("chromium", "author")}
    assert {check.status for check in checks} == {"warning"}


def test_a_fault_of_one_check_never_hides_the_others(monkeypatch):
    def broken():
        raise RuntimeError("surprise")

    def quick(*arguments):
        return iter(())

    for name in ("check_tensorflow", "check_kernel"):
        monkeypatch.setattr(doctor, name, quick)
    monkeypatch.setattr(doctor, "check_fonts", broken)
    checks = doctor.diagnose()
    assert any("surprise" in check.found for check in checks)
    assert any(check.name == "bubblewrap" for check in checks)


@pytest.mark.parametrize(
    ("check", "code"),
    [
        (Check("keras", "missing", "not installed", "run `make env`"), 1),
        (Check("nbval", "missing", "not installed", "run `make env`", "instructor"), 0),
        (Check("free disk", "warning", "0.2 GB", "free at least 1 GB"), 0),
    ],
)
def test_the_exit_code_is_1_only_when_a_learner_misses_something(monkeypatch, check, code):
    monkeypatch.setattr(doctor, "diagnose", lambda: [check])
    plain = CliRunner().invoke(app, ["doctor"])
    assert plain.exit_code == code
    assert check.status in plain.output
    assert check.fix in plain.output
    report = json.loads(CliRunner().invoke(app, ["doctor", "--json"]).output)
    assert (report["version"], report["ready"]) == (1, code == 0)
    assert report["checks"][0]["name"] == check.name
