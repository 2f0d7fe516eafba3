"""The server of ``gradecheck preview --watch``, from outside: whom it answers, and what with."""

from __future__ import annotations

import http.client
import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..report.previews import BROKEN, MIXED
from .serving import ROOT, Serving

Headers = dict[str, str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("watched")
    (made / "mine.yaml").write_text(MIXED, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def serving(folder: Path) -> Iterator[Serving]:
    with Serving(folder, "mine.yaml") as started:
        yield started


def asked(
    serving: Serving, method: str, path: str, body: bytes = b"", **headers: str
) -> tuple[int, str, Headers]:
    """Status, text and headers; ``path`` stands behind the secret or begins with a stroke."""
    line = http.client.HTTPConnection("127.0.0.1", serving.port, timeout=60)
    line.putrequest(method, path if path.startswith("/") else f"/{serving.secret}/{path}", skip_host=True)
    sent = {"Host": f"127.0.0.1:{serving.port}", **{k.replace("_", "-"): v for k, v in headers.items()}}
    if method == "POST":
        sent.setdefault("Content-Length", str(len(body)))
    for name, value in sent.items():
        line.putheader(name, value)
    line.endheaders(body)
    answer = line.getresponse()
    found = answer.status, answer.read().decode(), dict(answer.getheaders())
    line.close()
    return found


def tried(serving: Serving, item: str, answer: str, **other: str) -> tuple[int, str]:
    question = json.dumps({"problem": "mine.yaml", "item": item, "answer": answer}).encode()
    headers = {"Origin": f"http://127.0.0.1:{serving.port}", "Content_Type": "application/json", **other}
    status, text, _ = asked(serving, "POST", "try", question, **headers)
    return status, text


def test_the_page_is_there_with_headers_that_shut_it_off(serving: Serving) -> None:
    status, text, headers = asked(serving, "GET", "")
    assert status == 200
    assert "<h1>mine.yaml</h1>" in text
    assert "Content-Security-Policy" in text
    assert "connect-src &#39;self&#39;" in text
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path", ["/", "/state", "/wrong/", "/wrong/try", "/favicon.ico", "other", "../x", "try"]
)
def test_without_the_secret_part_there_is_nothing(serving: Serving, path: str) -> None:
    status, text, _ = asked(serving, "GET", path)
    assert status == 404
    assert "mine.yaml" not in text


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "[::1]:{port}", ""]
)
def test_a_name_that_points_here_is_not_answered(serving: Serving, host: str) -> None:
    assert asked(serving, "GET", "", Host=host.format(port=serving.port))[0] == 421
    assert tried(serving, "1", "z", Host=host.format(port=serving.port))[0] == 421


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "https://127.0.0.1:{port}", "http://127.0.0.1:1", ""]
)
def test_another_page_cannot_ask(serving: Serving, origin: str) -> None:
    assert tried(serving, "1", "z", Origin=origin.format(port=serving.port))[0] == 403


def test_a_form_of_another_page_cannot_ask(serving: Serving) -> None:
    assert tried(serving, "1", "z", Content_Type="text/plain")[0] == 403


@pytest.mark.parametrize(
    ("body", "length", "status"),
    [
        (b"{", "1", 400),
        (b"[" * 5000, "5000", 400),
        (b'{"problem": 1, "item": "1", "answer": "z"}', "42", 400),
        (b"", "99999999", 413),
        (b"", "9" * 5000, 413),
        (b"", "-1", 411),
        (b"", "", 411),
    ],
)
def test_what_is_no_question_is_refused(serving: Serving, body: bytes, length: str, status: int) -> None:
    headers = {"Origin": f"http://127.0.0.1:{serving.port}", "Content_Type": "application/json"}
    assert asked(serving, "POST", "try", body, Content_Length=length, **headers)[0] == status


def test_an_answer_is_judged_as_its_student_will_see_it(serving: Serving) -> None:
    status, text = tried(serving, "1", "z = 0.4")
    assert status == 200
    assert text.count("You wrote") == 2
    assert '<td role="cell" class="result"><span class="status partial">' in text
    assert "Mind the sign." in tried(serving, "2", "-z")[1]
    assert "never closed" in tried(serving, "2", "(z")[1]
    assert "&lt;script&gt;" in tried(serving, "2", "<script>1</script>")[1]


def test_blanks_are_tried_a_line_each(serving: Serving) -> None:
    text = tried(serving, "3", "x = 0.5\ny = 7\n")[1]
    assert ">x</th>" in text
    assert ">y</th>" in text
    assert text.count("status correct") == 1


def test_code_is_run_in_the_sandbox_and_names_no_file(serving: Serving, folder: Path) -> None:
    right = "def affine_backward(dout, x, w):\n    return dout @ w.T, x.T @ dout\n"
    assert "status correct" in tried(serving, "4", right)[1]
    (folder / "right.py").write_text(right, encoding="utf-8")
    assert "status correct" not in tried(serving, "4", "right.py")[1]
    path = repr(str(folder / "mine.yaml"))
    reading = (
        f"import pathlib\ndef affine_backward(*a):\n    raise ValueError(pathlib.Path({path}).read_text())\n"
    )
    text = tried(serving, "4", reading)[1]
    assert "A note of the file" not in text


@pytest.mark.parametrize("item", ["9", "", "<b>", "1.nothing"])
def test_an_item_that_is_not_there_is_told(serving: Serving, item: str) -> None:
    status, text = tried(serving, item, "z")
    assert status == 200
    assert "there is no item" in text
    assert "<b>" not in text


def test_another_file_cannot_be_named(serving: Serving) -> None:
    question = json.dumps({"problem": "/etc/passwd", "item": "1", "answer": "z"}).encode()
    headers = {"Origin": f"http://127.0.0.1:{serving.port}", "Content_Type": "application/json"}
    assert "not there any more" in asked(serving, "POST", "try", question, **headers)[1]


def test_somebody_who_says_nothing_holds_nobody_up(serving: Serving) -> None:
    silent = [socket.create_connection(("127.0.0.1", serving.port)) for _ in range(5)]
    assert asked(serving, "GET", "state")[0] == 200
    for one in silent:
        one.close()


def comes(serving: Serving, text: str, seconds: float = 30) -> bool:
    """Whether the page has ``text`` in it before long; it is asked for again as browsers do."""
    end = time.monotonic() + seconds
    version = ""
    while time.monotonic() < end:
        now = asked(serving, "GET", "state")[1]
        if now != version and text in asked(serving, "GET", "")[1]:
            return True
        version = now
        time.sleep(0.05)
    return False


def test_what_is_saved_is_shown_whatever_it_is(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    short = "gradecheck: 1\ntitle: {}\nvariables: {{x: 1}}\nitems: [{{id: '1', symbolic: {{expected: x}}}}]\n"
    file.write_text(short.format("Before"), encoding="utf-8")
    with Serving(tmp_path, "mine.yaml") as serving:
        assert comes(serving, "no tests")
        version = asked(serving, "GET", "state")[1]
        file.touch()
        time.sleep(1)
        assert asked(serving, "GET", "state")[1] == version, "nothing new is in it"
        for text, shown in (
            (short.format("After"), '<h2 class="titled" id="p1"><span>After'),
            (BROKEN, "this is not what the graph gives"),
            ("\x00\x01", "cannot be loaded"),
            ("[" * 9000, "nesting depth"),
            (short.format("Again"), "<span>Again"),
        ):
            file.write_text(text, encoding="utf-8")
            assert comes(serving, shown), shown
        file.unlink()
        assert comes(serving, "cannot be read")
        file.write_text(short.format("Back"), encoding="utf-8")
        assert comes(serving, "<span>Back")


def test_answers_are_judged_on_the_numbers_of_whom_is_named(tmp_path: Path) -> None:
    text = (ROOT / "problems" / "variants" / "chain-rule.yaml").read_text(encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    with Serving(tmp_path, "mine.yaml", "--student", "ada") as serving:
        assert "The numbers of <strong>ada</strong>" in asked(serving, "GET", "")[1]
        assert "status correct" in tried(serving, "1", "101")[1]
        assert "status incorrect" in tried(serving, "1", "224")[1]


def test_a_folder_is_one_page_and_new_files_come_in(tmp_path: Path) -> None:
    short = "gradecheck: 1\ntitle: {}\nvariables: {{x: 1}}\nitems: [{{id: '1', symbolic: {{expected: x}}}}]\n"
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "a.yaml").write_text(short.format("First"), encoding="utf-8")
    with Serving(tmp_path, "set") as serving:
        (tmp_path / "set" / "b.yaml").write_text(short.format("Second"), encoding="utf-8")
        assert comes(serving, "<span>Second")


def test_ctrl_c_ends_it_without_a_word(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(MIXED, encoding="utf-8")
    with Serving(tmp_path, "mine.yaml") as serving:
        code, said = serving.interrupted()
    assert (code, said.strip()) == (0, "")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", serving.port), timeout=5)


def test_a_port_that_is_taken_is_told(tmp_path: Path, serving: Serving) -> None:
    (tmp_path / "mine.yaml").write_text(MIXED, encoding="utf-8")
    with pytest.raises(AssertionError, match=f"port {serving.port} is taken"):
        Serving(tmp_path, "mine.yaml", "--port", str(serving.port))
