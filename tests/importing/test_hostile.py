"""Banks that are broken, or meant to do harm: what is said of each, in whole messages."""

from __future__ import annotations

import io
import os
import re
import stat
import zipfile
from functools import partial
from pathlib import Path

import pytest

from gradecheck.errors import OperatorError
from gradecheck.grading.own_tests import failures
from gradecheck.importing.bank import questions_of
from gradecheck.importing.landing import landed

BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(8))
    + b"]><quiz><question type='essay'><name>&i;</name></question></quiz>"
)
OUTSIDE = b'<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>&x;</quiz>'
REFUSED_TYPE = """bank.xml:1: the file has a document type (<!DOCTYPE …>), which may hide any amount of text
  export the questions again; question banks have none"""
NOT_MOODLE = """bank.xml:1: this is XML, but no question bank of Moodle: it begins with <html>, not <quiz>
  export the questions as Moodle XML"""
REMEDY = "\n  name a Moodle XML file (.xml), or a folder or zip of PrairieLearn questions"

# what is in bank.xml, what is said
NO_BANK = [
    (b"", "bank.xml:1:1: this is not XML: no element found"),
    (b"\x89PNG", "bank.xml:1:1: this is not XML: not well-formed (invalid token)"),
    (b"<quiz>\n<question>", "bank.xml:2:11: this is not XML: no element found"),
    (b"<quiz></quizz>", "bank.xml:1:9: this is not XML: mismatched tag"),
    (b"<quiz>&nbsp;</quiz>", "bank.xml:1:7: this is not XML: undefined entity"),
    (
        b'<?xml version="1.0" encoding="klingon"?><quiz/>',
        "bank.xml:1: this is not XML: unknown encoding: klingon",
    ),
    (BOMB, REFUSED_TYPE),
    (OUTSIDE, REFUSED_TYPE),
    (b"<a>" * 100, "bank.xml:1: nested more than 40 elements deep\n  export the questions again"),
    (
        b"<quiz><question>" + b"x" * 1_100_000 + b"</question></quiz>",
        "bank.xml:1: a text of more than 1,000,000 characters\n  shorten it",
    ),
    (
        b"<html><body/></html>",
        NOT_MOODLE,
    ),
    (b"<quiz></quiz>", "bank.xml: there is no question in this file" + REMEDY),
]


@pytest.mark.parametrize(("data", "said"), NO_BANK)
def test_a_file_that_is_no_bank_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bank.xml").write_bytes(data)
    with pytest.raises(OperatorError) as told:
        questions_of(Path("bank.xml"))
    assert str(told.value) == said


def _numerical(inside: str, kind: str = "numerical") -> str:
    return f"<quiz><question type='{kind}'><name><text>q</text></name>{inside}</question></quiz>"


def _answer(text: str, share: str = "100", radius: str = "0", more: str = "") -> str:
    return f"<answer fraction='{share}'><text>{text}</text><tolerance>{radius}</tolerance>{more}</answer>"


def _stack(nodes: str, variables: str = "", inputs: str = "ans1", more: str = "") -> str:
    fields = "".join(f"<input><name>{n}</name><type>algebraic</type></input>" for n in inputs.split())
    held = f"<questionvariables><text>{variables}</text></questionvariables>"
    return _numerical(f"{held}{fields}<prt><name>p</name>{more}{nodes}</prt>", "stack")


def _node(name: str, tans: str, *, sans: str = "ans1", test: str = "AlgEquiv", **more: str) -> str:
    yes, no = more.get("then", "-1 -1").split()
    right, wrong = more.get("marks", "1 0").split()
    return (
        f"<node><name>{name}</name><answertest>{test}</answertest><sans>{sans}</sans><tans>{tans}</tans>"
        f"<truescore>{right}</truescore><truenextnode>{yes}</truenextnode>"
        f"<falsescore>{wrong}</falsescore><falsenextnode>{no}</falsenextnode></node>"
    )


# one question, what is said of it; nothing of it is taken over
BROKEN = [
    (_numerical(""), "no answer has full marks"),
    (_numerical(_answer("3", "50")), "no answer has full marks"),
    (_numerical(_answer("three")), "'three' is not a number"),
    (_numerical(_answer("1,5")), "'1,5' is not a number"),
    (_numerical(_answer("NaN")), "'NaN' is not a number"),
    (_numerical(_answer("1e999999")), "'1e999999' is not a number"),
    (_numerical(_answer("3", "a lot")), "'a lot' is not a number"),
    (_numerical(_answer("3", more="<tolerancetype>1</tolerancetype>")), "a tolerance that is not absolute"),
    (
        _numerical(_answer("3.1", "50", "0.1") + _answer("3.14", "100", "0.1")),
        "the answer 3.1 (credit 1/2) stands before the right one, and meets it",
    ),
    (_numerical("", "shortanswer"), "questions of type shortanswer have no counterpart"),
    (_numerical("", ""), "questions of type (none) have no counterpart"),
    (_numerical("", "stack"), "there is no potential response tree"),
    (_stack(""), "the tree p: there are no nodes"),
    (_stack(_node("0", "x", sans="ans2")), "the tree p: its tests look at ans2, not at one input"),
    (_stack(_node("0", "x", sans="ans1+1")), "the tree p: its tests look at ans1+1, not at one input"),
    (_stack(_node("0", "x", then="-1 0")), "the tree p: it has no single first node"),
    (
        _stack(_node("0", "x", then="-1 1") + _node("1", "y", then="-1 2") + _node("2", "z", then="-1 1")),
        "the tree p: its nodes lead in a circle",
    ),
    (_stack(_node("0", "x", then="-1 7")), "the tree p: node 7, which is not there"),
    (
        _stack(_node("0", "x", then="1 -1") + _node("1", "y")),
        "the tree p: a test behind a test that is passed (line 1)",
    ),
    (_stack(_node("0", "x", marks="0.5 0")), "the tree p: no answer has full marks"),
    (_stack(_node("0", "x", test="Expanded")), "the tree p: Expanded alone, which takes any expanded answer"),
    (_stack(_node("0", "x", test="CasEqual")), "the tree p: the test CasEqual has no counterpart"),
    (
        _stack(_node("0", "ans2", sans="ans1"), inputs="ans1 ans2"),
        "the tree p: an answer that depends on another one, ans2",
    ),
    (_stack(_node("0", "x"), "kill(all);"), "'kill(all)' is not one assignment, and may change anything"),
    (
        _stack(_node("0", "x"), more="<feedbackvariables><text>ans1: ans1+1</text></feedbackvariables>"),
        "the tree p: its variables change the input ans1",
    ),
    (
        _stack(_node("0", "x", test="FacForm", marks="0.5 0", then="-1 1") + _node("1", "x")),
        "the tree p: the node 0 stands before the right answer, and is left out: FacForm is another test",
    ),
    (
        _stack(
            _node("0", "3.1", test="NumAbsolute", marks="0.5 0", then="-1 1")
            + _node("1", "3.14", test="NumAbsolute")
        ),
        "the tree p: a number that earns less is looked for before the right one",
    ),
    (_stack(_node("0", "x^3/3", test="Int")), "the tree p: nothing is written"),
    (_stack(_node("0", "where")), "the file would not load"),
]


@pytest.mark.parametrize(("text", "said"), BROKEN)
def test_a_question_that_cannot_be_taken_over_says_why(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "bank.xml"
    file.write_text(text, encoding="utf-8")
    (found,) = landed(questions_of(file)[0], partial(failures, seed=0))
    assert found.question.taken == "not"
    assert not found.text
    facts = [remark.fact for remark in found.question.remarks if remark.weight == "marking"]
    assert facts[-1].startswith(said), facts


def _folder(root: Path, **files: str | None) -> Path:
    inside = {
        "info.json": '{"title": "T", "type": "v3"}',
        "question.html": "<p>?</p>" + INPUT,
        "server.py": None,
    }
    inside |= {name.replace("_", "."): text for name, text in files.items()}
    root.mkdir(parents=True, exist_ok=True)
    for name, text in inside.items():
        if text is not None:
            (root / name).write_text(text, encoding="utf-8")
    return root


INPUT = '<pl-symbolic-input answers-name="f" variables="x" correct-answer="x"></pl-symbolic-input>'

# the files of a question, what is said of it
FOLDERS = [
    ({"info_json": "{"}, "without its info.json the question is not read"),
    ({"info_json": "[" * 10_000}, "without its info.json the question is not read"),
    ({"info_json": None}, "there is no info.json beside question.html"),
    ({"question_html": None}, "there is no question.html beside info.json"),
    ({"info_json": '{"type": "MultipleChoice"}'}, "info.json is not that of a question of type v3"),
    ({"info_json": "[]"}, "info.json is not that of a question of type v3"),
    ({"info_json": '{"type": "v3", "gradingMethod": "External"}'}, "its gradingMethod is External"),
    ({"question_html": "<p>nothing</p>"}, "no number or expression is asked for"),
    ({"question_html": INPUT.replace('correct-answer="x"', "")}, "the answer f: there is no server.py"),
    (
        {
            "question_html": INPUT.replace('correct-answer="x"', ""),
            "server_py": "def generate(data):\n    pass\n",
        },
        "the answer f: nothing says what is right",
    ),
    ({"question_html": INPUT.replace('"x">', '"x+"')}, "the answer f: 'x+' is not written as in Python"),
    ({"question_html": INPUT.replace('"x">', '"x*y">')}, "the answer f: the name y is not known"),
    (
        {"question_html": INPUT.replace('"x">', '"__import__(1)">')},
        "the answer f: the call of __import__ is not read",
    ),
    ({"question_html": INPUT.replace('"x">', '"9^9^9^9">')}, "the answer f: a power that is too large"),
    ({"question_html": INPUT.replace('"f"', '"a b"')}, "the answer a b: it has no name that can be one here"),
    (
        {"question_html": INPUT.replace('"x">', '"x" allow-complex="true">')},
        "the answer f: it has allow-complex",
    ),
    ({"question_html": "<p>" + "x" * 300_000}, "a text of more than 200,000 characters"),
    (
        {"server_py": "raise SystemExit(open('/tmp/evil', 'w'))\n" * 2 + "def grade(data): 1"},
        "server.py has a function grade",
    ),
]


@pytest.mark.parametrize(("files", "said"), FOLDERS)
def test_a_folder_that_cannot_be_taken_over_says_why(
    tmp_path: Path, files: dict[str, str | None], said: str
) -> None:
    folder = _folder(tmp_path / "bank" / "q", **files)
    (found,) = landed(questions_of(folder)[0], partial(failures, seed=0))
    assert found.question.taken == "not"
    facts = [remark.fact for remark in found.question.remarks if remark.weight == "marking"]
    assert facts[-1].startswith(said), facts


def test_links_are_not_followed_and_said(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "bank" / "q")
    secret = tmp_path / "secret.py"
    secret.write_text("def generate(data): pass", encoding="utf-8")
    (folder / "server.py").symlink_to(secret)
    _, unread = questions_of(tmp_path / "bank")
    assert unread == ("q/server.py: a link, not a file; it was not opened",)


def test_a_pipe_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "info.json")
    with pytest.raises(OperatorError, match="there is no PrairieLearn question here"):
        questions_of(tmp_path)


def test_an_archive_that_leads_out_or_bursts_is_read_for_what_is_sound(tmp_path: Path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("../outside/info.json", "{}")
        packed.writestr("q/info.json", '{"type": "v3"}')
        packed.writestr("q/question.html", "<p>?</p>" + INPUT)
        packed.writestr("q/server.py", "#" * 5_000_000)
        link = zipfile.ZipInfo("q/tests.py")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        packed.writestr(link, "/etc/passwd")
    file = tmp_path / "bank.zip"
    file.write_bytes(data.getvalue())
    questions, unread = questions_of(file)
    assert [question.taken for question in questions] == ["taken over"]
    assert [re.sub("^.*: ", "", line) for line in unread if "bomb" not in line] == [
        "the name leads out of the archive",
        "a link, not a file",
    ]
    assert any("bomb" in line for line in unread)


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    said = "<script>x</script><p>a: b # c\x85- 'd' \\(x\u202e\\)</p>"
    page = f"<questiontext format='html'><text><![CDATA[{said}]]></text></questiontext>"
    name = '<name><text>../../../etc/cron.d/x: ["*&amp;</text></name>'
    file = tmp_path / "bank.xml"
    file.write_text(
        f"<quiz><question type='numerical'>{name}{page}{_answer('3')}</question></quiz>", encoding="utf-8"
    )
    (found,) = landed(questions_of(file)[0], partial(failures, seed=0))
    assert found.path == "etc-cron-d-x.yaml"
    assert found.text.replace("\n", "").isprintable()
    assert "  a: b # c" in found.text
