"""What `make cluster` counts: a loss is seen, an outage is as long as it was, and its files are whole."""

import re
from string import Template

import pytest

from bench.cluster import etcd, faults, hosts, report
from bench.cluster.nodes import DEPLOY, PASSWORD, Nodes, Programs
from bench.cluster.run import KNOWN, arguments


def line(kind, key, at, tries=1):
    return {"kind": kind, "key": key, "at": at, "tries": tries, "led": "/"}


def verdict(**lost):
    kinds = ("order", "accept", "deliver", "book", "check-in")
    return {
        kind: {"lost": lost.get(kind.replace("-", "_"), []), "doubled": [], "never_acknowledged": 0}
        for kind in kinds
    }


def event(name, at, **more):
    return {"fault": name, "told": name, "at": at, "heal_s": 1.0, **more}


def test_an_outage_is_the_longest_silence_from_the_fault_on():
    assert report.outage([1, 2, 9, 10], begun=2.5, ended=11) == 6.5
    assert report.outage([1, 2], begun=2, ended=7) == 5
    assert report.outage([1.0, 1.5, 2.0, 2.5], begun=1, ended=2.5) == 0.5


def test_what_is_lost_is_the_fault_s_during_which_it_was_acknowledged():
    lines = [
        line("order", "a", 1),
        line("order", "b", 6, tries=3),
        line("book", "c", 7),
        line("order", "d", 12),
    ]
    events = [event("host", 5), event("cut", 10)]
    report.judged(events, lines, verdict(order=["b"]), ended=20)
    assert [(e["lost"], e["sent_again"], sum(e["acknowledged"].values())) for e in events] == [
        (1, 1, 2),
        (0, 0, 1),
    ]
    assert [e["outage_s"] for e in events] == [3, 8]


def run(synchronous=True, **more):
    whole = {
        "synchronous": synchronous, "lost": 0, "doubled": 0, "refused": 0, "check": "clean",
        "repeated_answered_otherwise": 0, "events": [],
    }  # fmt: skip
    return {**whole, **more}


def test_what_does_not_hold_is_named():
    assert report.broken(run(), {}) == []
    slow = event("postgres", 1, outage_s=11.0)
    assert report.broken(run(events=[slow]), {"postgres": 10}) == ["postgres: 11.0 s, promised 10"]
    assert report.broken(run(lost=2, check="1 faults"), {}) == ["lost: 2", "touyan check: 1 faults"]
    assert report.broken(run(events=[{**slow, "outage_s": 1.0, "heal_s": None}]), {}) == [
        "postgres: not healthy again"
    ]


def test_a_control_that_loses_nothing_says_that_the_trial_is_blind():
    assert report.broken(run(synchronous=False, lost=40), {}) == []
    assert report.broken(run(synchronous=False), {}) == [
        "the control lost nothing: the trial would not see a loss"
    ]


def test_a_repetition_that_is_answered_otherwise_is_counted():
    again = {"kind": "replayed", "key": "a", "what": "order", "first": "/orders/r/x/"}
    lines = [
        line("order", "a", 1),
        {**again, "led": "/orders/r/y/"},
        {**again, "led": "/orders/r/x/"},
    ]
    summed = report.summed(verdict(), lines)
    assert (summed["repeated_on_purpose"], summed["repeated_answered_otherwise"]) == (2, 1)


def test_a_move_that_is_refused_when_it_is_sent_again_is_counted():
    again = {"kind": "replayed", "key": "a", "what": "accept", "first": "/desk/"}
    lines = [line("accept", "a", 1), {**again, "led": None}, {**again, "led": "/desk/"}]
    assert report.summed(verdict(), lines)["repeated_answered_otherwise"] == 1


def test_faults_can_be_picked_and_a_wrong_name_is_refused():
    assert arguments(["--faults", "host,cut", "--times", "5"]).faults == ["host", "cut"]
    assert [fault.name for fault in faults.FAULTS] == KNOWN[: len(faults.FAULTS)]
    with pytest.raises(SystemExit):
        arguments(["--faults", "earthquake"])


def test_the_recommended_files_are_filled_in_whole(tmp_path):
    """The very files of deploy/patroni/: what an operator exports is what the trial fills in, no word more or less."""
    net = hosts.network(tmp_path, spaced=True)
    nodes = Nodes(net, Programs("python3", tmp_path, "etcd", tmp_path, "postgres"))
    words = nodes._words(net.nodes[1])
    used = set()
    for name in ("patroni.yml", "etcd.yml", "haproxy.cfg"):
        text = (DEPLOY / name).read_text(encoding="utf-8")
        used |= set(re.findall(r"\$\{(\w+)\}", text))
        assert "${" not in Template(text).substitute(words)
    exported = set(
        re.findall(r"\b([A-Z_]{4,})=", (DEPLOY / "README.md").read_text(encoding="utf-8"))
    )
    assert used == set(words)
    assert used - {"DATABASE_URL"} <= exported
    assert words["NAME"] == "n2"
    assert (
        nodes.url
        == f"postgresql://touyan:{PASSWORD}@10.78.0.11:5432,10.78.0.12:5432,10.78.0.13:5432/touyan?target_session_attrs=read-write"
    )


# Which etcd ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "sound"),
    [
        ((3, 4, 23), False), ((3, 4, 30), False), ((3, 4, 31), True), ((3, 4, 40), True), ((3, 5, 0), False),
        ((3, 5, 12), False), ((3, 5, 13), True), ((3, 5, 16), True), ((3, 6, 0), True), ((0, 0, 0), False),
    ],
)  # fmt: skip
def test_an_etcd_whose_old_leader_takes_back_leases_is_known_by_its_version(version, sound):
    assert etcd.is_sound(version) is sound


def test_an_etcd_says_its_own_version_and_what_is_none_says_nothing(tmp_path):
    program = tmp_path / "etcd"
    program.write_text("#!/bin/sh\necho etcd Version: 3.5.16\necho Go Version: go1.24.0\n")
    program.chmod(0o755)
    assert etcd.version_of(str(program)) == (3, 5, 16)
    assert etcd.version_of(str(tmp_path / "nothing")) == (0, 0, 0)
