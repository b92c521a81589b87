"""What came of it: outages, what was lost or doubled, as JSON, as a table, and in docs/cluster.md."""

import json
import statistics
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench.cluster.lines import KINDS
from bench.machine import ROOT

PAGE = ROOT / "docs" / "cluster.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
Line = dict[str, Any]
Event = dict[str, Any]


def outage(acknowledged: list[float], begun: float, ended: float) -> float:
    """The longest time around the fault in which nothing at all was acknowledged."""
    times = [begun, *sorted(at for at in acknowledged if begun <= at <= ended), ended]
    return max(later - earlier for earlier, later in pairwise(times))


def judged(events: list[Event], lines: list[Line], verdict: dict[str, Any], ended: float) -> None:
    """Add to each fault what was acknowledged while it was the last one, and what of that is gone."""
    acknowledged = [line for line in lines if line["kind"] in KINDS]
    times = [line["at"] for line in acknowledged]
    for event, until in zip(events, [*(e["at"] for e in events[1:]), ended], strict=True):
        mine = [line for line in acknowledged if event["at"] <= line["at"] < until]
        event["outage_s"] = round(outage(times, event["at"], until), 1)
        event["acknowledged"] = {k: sum(line["kind"] == k for line in mine) for k in KINDS}
        event["sent_again"] = sum(line["tries"] > 1 for line in mine)
        event["lost"] = sum(line["key"] in verdict[line["kind"]]["lost"] for line in mine)


def summed(verdict: dict[str, Any], lines: list[Line]) -> Line:
    """Over a whole run: what is missing, what is there twice, what a repetition answered otherwise."""
    replays = [line for line in lines if line["kind"] == "replayed"]
    return {
        "acknowledged": {k: sum(line["kind"] == k for line in lines) for k in KINDS},
        "lost": sum(len(one["lost"]) for one in verdict.values()),
        "doubled": sum(len(one["doubled"]) for one in verdict.values()),
        "never_acknowledged": sum(one["never_acknowledged"] for one in verdict.values()),
        "refused": sum(line["kind"] == "refused" for line in lines),
        "repeated_on_purpose": len(replays),
        "repeated_answered_otherwise": sum(map(_otherwise, replays)),
    }


def _otherwise(replay: Line) -> bool:
    """An order and a seat lead to the same receipt; whoever sends a move or a check-in again hears that it was done."""
    if replay["what"] in {"order", "book"}:
        return bool(replay["led"] != replay["first"])
    return replay["led"] is None


def told(runs: list[Line]) -> str:
    """All runs as one table in Markdown: a line for each fault."""
    rows = [
        "| What was done to the primary | times | acknowledged | lost | doubled | seconds without an acknowledgement | healthy again after, s |",
        "|---|---|---|---|---|---|---|",
    ]
    for synchronous in (True, False):
        mine = [run for run in runs if run["synchronous"] == synchronous]
        names = dict.fromkeys(event["fault"] for run in mine for event in run["events"])
        rows += [_row(name, mine, synchronous) for name in names]
    return "\n".join(rows)


def _row(name: str, runs: list[Line], synchronous: bool) -> str:
    events = [event for run in runs for event in run["events"] if event["fault"] == name]
    doubled = sum(run["doubled"] for run in runs if any(e["fault"] == name for e in run["events"]))
    acknowledged = sum(sum(event["acknowledged"].values()) for event in events)
    outages = sorted(event["outage_s"] for event in events)
    healed = [event["heal_s"] for event in events if event["heal_s"] is not None]
    label = (
        events[0]["told"]
        if synchronous
        else f"**control, synchronous replication off**: {events[0]['told']}"
    )
    middle = f"; median {statistics.median(outages):.1f}" if len(outages) > 2 else ""
    return (
        f"| {label} | {len(events)} | {acknowledged:,} | {sum(e['lost'] for e in events)} | {doubled} "
        f"| {', '.join(f'{seconds:.1f}' for seconds in outages)}{middle} "
        f"| {max(healed, default=0):.1f} at most |"
    )


def kept(out: Path, run: Line, add: bool) -> list[Line]:
    """Write the run into the file, beside those that are in it if `add`; all of them."""
    runs = json.loads(out.read_text(encoding="utf-8"))["runs"] if add and out.exists() else []
    runs.append(run)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps({"runs": runs}, ensure_ascii=False, indent=1), encoding="utf-8")
    return list(runs)


def publish(runs: list[Line]) -> None:
    """Put the figures into the page, between its marks."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n\n{told(runs)}\n\n{END}{after}", encoding="utf-8")


def broken(run: Line, promised: dict[str, float]) -> list[str]:
    """What did not hold, in words; the control must lose, or the trial is blind."""
    if not run["synchronous"]:
        return [] if run["lost"] else ["the control lost nothing: the trial would not see a loss"]
    wrong = [f"{name}: {run[name]}" for name in ("lost", "doubled", "refused") if run[name]]
    if run["repeated_answered_otherwise"]:
        wrong.append(f"{run['repeated_answered_otherwise']} repetitions were answered otherwise")
    for event in run["events"]:
        most = promised.get(event["fault"], 0)
        if most and event["outage_s"] > most:
            wrong.append(f"{event['fault']}: {event['outage_s']} s, promised {most:.0f}")
        if event["heal_s"] is None:
            wrong.append(f"{event['fault']}: not healthy again")
    return wrong if run["check"] == "clean" else [*wrong, f"touyan check: {run['check']}"]
