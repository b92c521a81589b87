"""Processor time, which a busy machine stretches far less than it stretches the clock on the wall."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg

TICK = os.sysconf("SC_CLK_TCK")
PARENT, SESSION, USER, SYSTEM = 1, 3, 11, 12
ENDED_USER, ENDED_SYSTEM = 13, 14
"""Places in /proc/PID/stat after the name."""


def of_session(session: int) -> float:
    """Seconds of processor time that all living processes of a session have used."""
    ours = (told for _process, told in _processes() if told[SESSION] == session)
    return sum(told[USER] + told[SYSTEM] for told in ours) / TICK


def of_postgresql(url: str) -> float:
    """Seconds that the server's processes on this machine have used, those that have ended too; 0 without one."""
    if not url:
        return 0.0
    with psycopg.connect(url) as connection:
        mine = connection.info.backend_pid
        there = dict(_processes())
        server = there[mine][PARENT]
        living = (told for told in there.values() if told[PARENT] == server)
        ended = there[server]
        ticks = sum(told[USER] + told[SYSTEM] for told in [ended, *living])
        return (ticks + ended[ENDED_USER] + ended[ENDED_SYSTEM]) / TICK


def _processes() -> Iterator[tuple[int, list[int]]]:
    """Every living process's number, and what it says of itself."""
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = file.read_text().rpartition(")")[2].split()
        except OSError:  # it ended while we looked
            continue
        yield int(file.parent.name), [0, *map(int, told[1:])]


def load() -> float:
    """How many processes wanted to run in the last minute, on average."""
    return round(os.getloadavg()[0], 1)
