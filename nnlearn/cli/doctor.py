"""`nnlearn doctor`: what is missing on this machine, and how to mend it."""

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib import metadata, util
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from nnlearn.cli import probes
from nnlearn.cli.project import Project, ProjectError, find_project, nnlearn_home

if TYPE_CHECKING:
    from rich.table import Table

Status = Literal["OK", "warning", "missing"]
FREE_DISK_GB, FREE_MEMORY_GB = 1.0, 1.5
TENSORFLOWS = ("tensorflow", "tensorflow-cpu", "tensorflow-gpu", "tf-nightly", "tf-nightly-cpu")


@dataclass(frozen=True)
class Check:
    """One line of the doctor's report.

    Args:
        name: what was looked at.
        status: `"OK"`, `"warning"` (works, could be better) or `"missing"`.
        found: what is there.
        fix: how to mend it, in one line; empty when nothing is to be done.
        needed_by: `"learner"`, `"instructor"` or `"author"`.
    """

    name: str
    status: Status
    found: str
    fix: str = ""
    needed_by: str = "learner"

    @property
    def blocks_learning(self) -> bool:
        """Whether a learner cannot work until this is mended."""
        return self.status == "missing" and self.needed_by == "learner"


def diagnose() -> list[Check]:
    """Look at everything, cheap things first; a fault in one check never hides the others."""
    try:
        project: Project | None = find_project()
    except ProjectError:
        project = None
    groups: list[Callable[[], Iterator[Check]]] = [
        check_python,
        lambda: check_project(project),
        lambda: check_packages(project),
        check_tensorflow,
        check_bytecode,
        check_kernel,
        lambda: check_folders(project),
        lambda: check_room(project),
        check_fonts,
        check_programs,
    ]
    return [line for group in groups for line in _guarded(group)]


def _guarded(group: Callable[[], Iterator[Check]]) -> list[Check]:
    lines: list[Check] = []
    try:
        lines.extend(group())
    except Exception as error:
        lines.append(Check("doctor", "warning", f"a check failed: {error!r}", "report this line as a bug"))
    return lines


def check_python(version: tuple[int, ...] = sys.version_info[:3]) -> Iterator[Check]:
    """Python 3.11 to 3.13, in an environment of its own."""
    said = ".".join(map(str, version))
    supported = (3, 11) <= version[:2] <= (3, 13)
    fix = "" if supported else "install Python 3.11, 3.12 or 3.13 and run `make env PYTHON=python3.12`"
    yield Check("Python", "OK" if supported else "missing", said, fix)
    own = sys.prefix != sys.base_prefix or "conda" in sys.version or Path(sys.prefix, "conda-meta").is_dir()
    yield Check(
        "environment",
        "OK" if own else "warning",
        "its own" if own else "the system's Python",
        "" if own else "run `make env`, which builds .venv",
    )


def check_project(project: Project | None) -> Iterator[Check]:
    """The course's folder and its chapters."""
    if project is None:
        yield Check("course", "missing", "no folder with course/ and solutions/", "cd into the cloned repository")
        return
    chapters = len(project.released())
    yield Check(
        "course",
        "OK" if chapters else "missing",
        f"{chapters} released",
        "" if chapters else "run `nnlearn build`",
    )


def check_packages(project: Project | None) -> Iterator[Check]:
    """Each package that pyproject.toml asks for, against constraints.txt."""
    pins = pinned_versions(project)
    for name, (floor, needed_by) in declared_packages().items():
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            yield Check(name, "missing", "not installed", "run `make env`", needed_by)
            continue
        if not floor.contains(version, prereleases=True):
            yield Check(name, "missing", f"{version}, needs {floor}", "run `make env`", needed_by)
        elif name in pins and pins[name] != version:
            yield Check(name, "warning", f"{version}, tested with {pins[name]}", "run `make env`", needed_by)
        else:
            yield Check(name, "OK", version, "", needed_by)


def declared_packages() -> dict:
    """Packages by name: (version specifier, who needs it), as the installed nnlearn declares them, without TensorFlow."""
    from packaging.requirements import Requirement

    found: dict = {}
    for line in metadata.requires("nnlearn") or []:
        requirement = Requirement(line)
        if requirement.name.startswith("tensorflow"):
            continue  # judged by check_tensorflow: exactly one of several names
        for extra, needed_by in (("", "learner"), ("cpu", "learner"), ("lab", "learner"), ("grade", "instructor")):
            if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
                found.setdefault(requirement.name, (requirement.specifier, needed_by))
    return found


def pinned_versions(project: Project | None) -> dict[str, str]:
    """Versions of constraints.txt that hold for this Python and system, by package."""
    from packaging.requirements import Requirement

    path = project.root / "constraints.txt" if project else None
    if path is None or not path.is_file():
        return {}
    pins = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.lstrip().startswith("#"):
            continue
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate():
            pins[requirement.name] = str(requirement.specifier).removeprefix("==")
    return pins


def installed_tensorflows() -> list[str]:
    """The TensorFlow distributions of this environment, sorted."""
    names = {(dist.metadata["Name"] or "").lower().replace("_", "-") for dist in metadata.distributions()}
    return sorted(names.intersection(TENSORFLOWS))


def check_tensorflow() -> Iterator[Check]:
    """Exactly one TensorFlow, and it imports."""
    found = installed_tensorflows()
    if not found:
        yield Check("TensorFlow", "missing", "not installed", "run `make env`, or pip install -e '.[cpu]'")
        return
    if len(found) > 1:
        fix = f"they overwrite each other: pip uninstall -y {' '.join(found)}, then run `make env`"
        yield Check("TensorFlow", "missing", f"{len(found)} at once: {', '.join(found)}", fix)
        return
    yield Check("TensorFlow", "OK", f"{found[0]} {metadata.version(found[0])}")
    problem = probes.import_problem("tensorflow", "keras")
    fix = f"reinstall it: pip install --force-reinstall {found[0]} keras" if problem else ""
    yield Check("import keras", "missing" if problem else "OK", problem or "works", fix)


def check_bytecode() -> Iterator[Check]:
    """Compiled bytecode, without which the import of Keras takes more than twice as long."""
    spec = util.find_spec("keras")
    if spec is None or spec.origin is None:
        return
    there = Path(util.cache_from_source(spec.origin)).is_file()
    fix = "" if there else f"{sys.executable} -m compileall -q {Path(spec.origin).parents[1]}"
    yield Check("compiled bytecode", "OK" if there else "warning", "present" if there else "absent: slow imports", fix)


def check_kernel() -> Iterator[Check]:
    """A Jupyter kernel starts and answers."""
    if util.find_spec("ipykernel") is None or util.find_spec("jupyter_client") is None:
        return  # reported among the packages
    problem = probes.kernel_problem()
    fix = "run `make env`; a firewall may block 127.0.0.1" if problem else ""
    yield Check("Jupyter kernel", "missing" if problem else "OK", problem or "starts and answers", fix)


def check_folders(project: Project | None) -> Iterator[Check]:
    """The learner's copies and progress can be written."""
    folders = {"work/": project.work} if project else {}
    for name, folder in {**folders, "progress": nnlearn_home()}.items():
        problem = probes.write_problem(folder)
        fix = "" if not problem else "make it yours with chown, or set NNLEARN_HOME to a folder of yours"
        yield Check(f"{name} writable", "missing" if problem else "OK", problem or "yes", fix)


def check_room(project: Project | None) -> Iterator[Check]:
    """Free disk and memory."""
    disk = shutil.disk_usage(project.root if project else Path.cwd()).free / 1e9
    little = disk < FREE_DISK_GB
    yield Check("free disk", "warning" if little else "OK", f"{disk:.1f} GB", "free at least 1 GB" if little else "")
    memory = probes.free_memory_gb()
    if memory is None:
        return
    little = memory < FREE_MEMORY_GB
    fix = "close other programs: a chapter with Keras takes about 0.7 GB" if little else ""
    yield Check("free memory", "warning" if little else "OK", f"{memory:.1f} GB", fix)


def check_fonts() -> Iterator[Check]:
    """The fonts bundled with matplotlib, from which the course draws its letters."""
    spec = util.find_spec("matplotlib")
    if spec is None or spec.origin is None:
        return
    fonts = len(list(Path(spec.origin).parent.glob("mpl-data/fonts/ttf/*.ttf")))
    fix = "" if fonts else "reinstall it: pip install --force-reinstall matplotlib"
    yield Check("fonts", "OK" if fonts else "missing", f"{fonts} with matplotlib", fix)


def check_programs() -> Iterator[Check]:
    """Programs beside Python: never needed by a learner."""
    for program, names, needed_by in (
        ("bubblewrap", ("bwrap",), "instructor"),
        ("chromium", ("chromium", "chromium-browser", "google-chrome"), "author"),
    ):
        found = any(shutil.which(name) for name in names)
        fix = "" if found else f"apt-get install {program}"
        yield Check(program, "OK" if found else "warning", "present" if found else "absent", fix, needed_by)


def to_json(checks: list[Check]) -> str:
    """The report for other programs: `{"version": 1, "ready": bool, "checks": [...]}`."""
    ready = not any(check.blocks_learning for check in checks)
    return json.dumps({"version": 1, "ready": ready, "checks": [asdict(check) for check in checks]}, indent=1)


def table(checks: list[Check]) -> "Table":
    """The report for people."""
    from rich.markup import escape
    from rich.table import Table

    colours = {"OK": "green", "warning": "yellow", "missing": "red"}
    shown = Table("", "what", "found", "how to mend it", box=None, pad_edge=False)
    for check in checks:
        name = check.name if check.needed_by == "learner" else f"{check.name} ({check.needed_by})"
        shown.add_row(
            f"[{colours[check.status]}]{check.status}[/]", escape(name), escape(check.found), escape(check.fix)
        )
    return shown
