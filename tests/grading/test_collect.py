"""Finding submissions: two layouts, folder and zip, and everything in them untrusted."""

import os
import stat
import subprocess
import sys
import unicodedata
import zipfile

import pytest

from nnlearn.grading.collect import collect
from nnlearn.grading.leftovers import remove
from nnlearn.grading.reading import UnreadableError, read_bytes

from . import made

ONE = made.as_bytes(made.solved())
TWO = ONE.replace(b"ex-01-", b"ex-02-").replace(b'"01.', b'"02.')


@pytest.fixture
def folder(tmp_path):
    def write(files):
        for name, content in files.items():
            path = tmp_path / "class" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return tmp_path / "class"

    return write


@pytest.fixture
def zipped(tmp_path):
    def write(files, name="class.zip"):
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in files:
                archive.writestr(member, content)
        return tmp_path / name

    return write


def found(source):
    return {s.student: (s.file, s.problem) for s in collect(source, "01")}


def test_a_file_per_student_and_a_folder_per_student_are_found(folder):
    source = folder({"alice.ipynb": b"{}", "bob/01_perceptron.ipynb": b"{}"})
    assert found(source) == {"alice": ("alice.ipynb", ""), "bob": ("bob/01_perceptron.ipynb", "")}


def test_the_order_depends_on_names_only(folder):
    source = folder({f"{name}.ipynb": b"{}" for name in "cba"})
    assert [s.student for s in collect(source, "01")] == ["a", "b", "c"]


def test_hidden_files_and_checkpoints_are_passed_over(folder):
    source = folder(
        {
            "bob/.ipynb_checkpoints/01_perceptron-checkpoint.ipynb": b"{}",
            "bob/01_perceptron.ipynb": b"{}",
            ".git/x.ipynb": b"{}",
            "__MACOSX/bob/._01.ipynb": b"{}",
        }
    )
    assert found(source) == {"bob": ("bob/01_perceptron.ipynb", "")}


def test_of_several_notebooks_the_name_decides_then_the_content(folder):
    source = folder(
        {
            "name/01_perceptron.ipynb": b"{}",
            "name/02_xor.ipynb": b"{}",
            "content/mine.ipynb": ONE,
            "content/other.ipynb": TWO,
        }
    )
    assert found(source) == {"name": ("name/01_perceptron.ipynb", ""), "content": ("content/mine.ipynb", "")}


def test_two_notebooks_that_fit_and_none_at_all_are_said(folder):
    source = folder({"two/a.ipynb": ONE, "two/b.ipynb": ONE, "none/readme.txt": b""})
    assert "There are 2 notebooks, of which 2 fit chapter 01: two/a.ipynb, two/b.ipynb" in found(source)["two"][1]
    assert found(source)["none"][1] == "There is no notebook in this folder."


def test_an_empty_folder_of_a_student_is_a_result(folder):
    source = folder({"alice.ipynb": b"{}"})
    (source / "bob").mkdir()
    assert found(source)["bob"][1] == "There is no notebook in this folder."


def test_a_file_and_a_folder_of_one_name_are_both_results(folder):
    source = folder({"alice.ipynb": b"{}", "alice/01.ipynb": b"{}"})
    assert [s.file for s in collect(source, "01")] == ["alice/01.ipynb", "alice.ipynb"]


@pytest.mark.skipif(os.name != "posix", reason="other system: links and pipes")
def test_links_and_pipes_are_never_opened(folder, tmp_path):
    (tmp_path / "secret.ipynb").write_bytes(ONE)
    source = folder({"alice.ipynb": b"{}"})
    (source / "file.ipynb").symlink_to(tmp_path / "secret.ipynb")
    (source / "dir").symlink_to(tmp_path)
    os.mkfifo(source / "pipe.ipynb")
    problems = {name: problem for name, (_, problem) in found(source).items()}
    assert problems["file"].startswith("This is a link.")
    assert problems["dir"].startswith("This is a link.")
    assert problems["pipe"] == "This is not a regular file."


def test_unicode_twins_stay_two(folder):
    twins = [unicodedata.normalize(form, "Zo\u00eb") for form in ("NFC", "NFD")]
    source = folder({f"{name}.ipynb": b"{}" for name in twins})
    assert set(found(source)) == set(twins)


def test_names_that_are_no_text_are_made_printable_and_stay_two(folder):
    source = folder({"alice.ipynb": b"{}"})
    try:
        for name in (b"bob\xff.ipynb", b"bob\xfe.ipynb"):
            (source / os.fsdecode(name)).write_bytes(b"{}")
    except OSError:
        pytest.skip("other system: names must be text")
    assert set(found(source)) == {"alice", r"bob\udcff", r"bob\udcfe"}


def test_a_zip_is_read_like_a_folder_with_or_without_its_wrapper(zipped):
    files = {"alice.ipynb": b"{}", "bob/01_perceptron.ipynb": b"{}"}
    expected = {"alice": ("alice.ipynb", ""), "bob": ("bob/01_perceptron.ipynb", "")}
    assert found(zipped(files.items())) == expected
    assert found(zipped([(f"class/{name}", content) for name, content in files.items()])) == expected


def test_hostile_names_in_a_zip_become_results_and_no_files(zipped, tmp_path):
    before = sorted(tmp_path.rglob("*"))
    names = [
        "../x.ipynb",
        "/etc/y.ipynb",
        "a/../../z.ipynb",
        "C:\\w.ipynb",
        "=1+1.ipynb",
        "<script>.ipynb",
        "n" * 300 + ".ipynb",
    ]
    submissions = collect(zipped([(name, b"{}") for name in names]), "01")
    assert len(submissions) == len(names)
    out = [s for s in submissions if "points out of the zip" in s.problem]
    assert len(out) == 4
    assert {s.student for s in submissions if not s.problem} == {"=1+1", "<script>", "n" * 300}
    assert sorted(tmp_path.rglob("*")) == sorted([*before, tmp_path / "class.zip"])


def test_a_link_in_a_zip_is_not_followed(zipped):
    link = zipfile.ZipInfo("alice.ipynb")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert found(zipped([(link, b"/etc/passwd")]))["alice"][1].startswith("This is a link.")


def test_a_zip_bomb_is_cut_off_at_the_limit(zipped):
    (bomb,) = collect(zipped([("bomb.ipynb", b"0" * 50_000_000)]), "01")
    with pytest.raises(UnreadableError, match="larger than 1 MB"):
        read_bytes(zipped([("bomb.ipynb", b"0" * 50_000_000)]), bomb.member, 1_000_000)


def test_a_damaged_member_is_said(zipped):
    path = zipped([("alice.ipynb", ONE)])
    data = bytearray(path.read_bytes())
    data[60:90] = b"\xff" * 30
    path.write_bytes(data)
    (alice,) = collect(path, "01")
    with pytest.raises(UnreadableError, match="cannot be read"):
        read_bytes(path, alice.member)


def test_a_zip_that_unpacks_without_a_limit_is_not_unpacked(tmp_path):
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        with zipfile.ZipFile(tmp_path / "class.zip", "w", method) as archive:
            archive.writestr("alice.ipynb", ONE)
        assert "packed in a way that is not accepted" in found(tmp_path / "class.zip")["alice"][1]


def test_two_files_of_one_name_in_a_zip_are_two_submissions(zipped):
    with pytest.warns(UserWarning, match="Duplicate name"):
        source = zipped([("alice.ipynb", ONE), ("bob/01.ipynb", ONE), ("alice.ipynb", TWO)])
    assert [(s.student, s.member) for s in collect(source, "01")] == [("alice", 0), ("alice", 2), ("bob", 1)]


def test_a_student_with_thousands_of_files_costs_no_other(folder):
    source = folder({"alice.ipynb": b"{}", **{f"bob/{n}.txt": b"" for n in range(1_500)}, "carol/01.ipynb": b"{}"})
    problems = {name: problem for name, (_, problem) in found(source).items()}
    assert problems["bob"].startswith("There are more than 1000 files in this folder.")
    assert (problems["alice"], problems["carol"]) == ("", "")


@pytest.mark.skipif(os.name != "posix", reason="other system: paths have a limit")
def test_a_folder_deeper_than_pythons_stack_stops_nobody(folder):
    source = folder({"alice.ipynb": b"{}", "bob/01.ipynb": b"{}"})
    dig = "import os\nfor _ in range(1_200):\n    os.mkdir('d')\n    os.chdir('d')"
    subprocess.run([sys.executable, "-c", dig], cwd=source / "bob", check=True, timeout=60)
    assert found(source) == {"alice": ("alice.ipynb", ""), "bob": ("bob/01.ipynb", "")}
    remove(source)  # pytest cannot


@pytest.mark.parametrize("make", ["nothing", "empty", "text"])
def test_a_source_with_nothing_to_grade_is_refused(tmp_path, make):
    source = tmp_path / "class"
    if make == "empty":
        source.mkdir()
    elif make == "text":
        source.write_text("x")
    with pytest.raises(ValueError, match="grade expects a folder or"):
        collect(source, "01")
