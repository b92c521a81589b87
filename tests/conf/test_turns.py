"""In each process pages are made one after another, and nobody waits for a telephone that is slow to send."""

import threading
import time
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touyan.conf import turns
from touyan.conf.turns import IN_MEMORY, MOST_BODY, Turns

SOON = 10
"""Seconds: no test waits for as long unless something is stuck."""


class Sent(BytesIO):
    """A body of which the rest comes only when it is let."""

    def __init__(self, body: bytes, let: threading.Event) -> None:
        super().__init__(body)
        self.let = let

    def read(self, size: int | None = -1) -> bytes:
        self.let.wait(SOON)
        return super().read(size)


def asked(application, body=b"", length=None, source=None):
    """What was answered: the status, and the text."""
    told = []
    environ = {"wsgi.input": source or BytesIO(body), "CONTENT_LENGTH": str(len(body))}
    if length is not None:
        environ["CONTENT_LENGTH"] = length
    answer = application(environ, lambda status, _headers: told.append(status))
    return told[0], b"".join(answer).decode()


def echo(environ, start_response):
    start_response("200 OK", [])
    return [environ["wsgi.input"].read()]


@given(st.text(max_size=400))
def test_a_page_reads_what_was_sent(words):
    assert asked(Turns(echo), words.encode()) == ("200 OK", words)


def test_what_is_more_than_memory_should_hold_is_read_the_same():
    words = "路灯坏了。" * (IN_MEMORY // 10)
    assert asked(Turns(echo), words.encode()) == ("200 OK", words)


@pytest.mark.parametrize("length", ["", "0", "many", "-5", "٣"])
def test_a_length_that_is_none_is_nothing(length):
    assert asked(Turns(echo), length=length)[0] == "200 OK"


def test_what_was_cut_off_is_refused_and_reaches_no_page():
    status, said = asked(Turns(unreached), b"abc", length="4")
    assert (status, "请再发一次" in said, "send it again" in said) == (
        "400 Bad Request",
        True,
        True,
    )


def test_what_is_too_large_is_refused_before_it_is_read():
    status, said = asked(Turns(unreached), length=str(MOST_BODY + 1))
    assert (status[:3], "请少选几张照片" in said) == ("413", True)


def unreached(_environ, _start_response):
    raise AssertionError("nothing of this is for a page")


def test_whoever_is_slow_to_send_keeps_nobody_waiting():
    let = threading.Event()
    served = Turns(echo)
    slow = Later(lambda: asked(served, b"slow", source=Sent(b"slow", let)))
    assert asked(served, b"quick") == ("200 OK", "quick")
    assert slow.answer is None
    let.set()
    assert slow.told() == ("200 OK", "slow")


def test_two_pages_are_made_one_after_the_other():
    inside, most = [], []

    def page(_environ, start_response):
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.02)
        inside.pop()
        start_response("200 OK", [])
        return []

    served = Turns(page)
    waiting = [Later(lambda: asked(served)) for _ in range(5)]
    assert {one.told() for one in waiting} == {("200 OK", "")}
    assert most == [1] * 5


def test_one_that_is_stuck_does_not_keep_the_others(monkeypatch):
    monkeypatch.setattr(turns, "LONGEST_WAIT", 0.05)
    let = threading.Event()

    def page(environ, start_response):
        if environ["wsgi.input"].read() == b"stuck":
            let.wait(SOON)
        start_response("200 OK", [])
        return []

    served = Turns(page)
    stuck = Later(lambda: asked(served, b"stuck"))
    assert asked(served, b"another") == ("200 OK", "")
    assert stuck.answer is None
    let.set()
    assert stuck.told() == ("200 OK", "")


def test_a_page_that_fails_gives_its_turn_back():
    def page(environ, start_response):
        if environ["wsgi.input"].read() == b"bad":
            raise ValueError("bad")
        start_response("200 OK", [])
        return []

    served = Turns(page)
    with pytest.raises(ValueError, match="bad"):
        asked(served, b"bad")
    assert not served.turn.locked()
    assert asked(served, b"good") == ("200 OK", "")


class Later:
    """Something that is asked in a thread of its own."""

    def __init__(self, ask) -> None:
        self.answer = None
        self.thread = threading.Thread(target=self._run, args=(ask,))
        self.thread.start()

    def _run(self, ask) -> None:
        self.answer = ask()

    def told(self):
        self.thread.join(SOON)
        return self.answer
