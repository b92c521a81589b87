"""The report as people read it in a terminal."""

from collections.abc import Iterator
from typing import Any

SLOWEST = 8


def told(report: dict[str, Any]) -> str:
    machine = report["machine"]
    head = (
        f"{machine['at']}  commit {machine['commit']}  {machine['cores']} cores  "
        f"Python {machine['python']}  a synced write {machine['sync_ms']} ms  "
        f"load {machine['load_before'][0]:.1f} → {machine['load_after'][0]:.1f}"
    )
    parts = [head]
    for database, measured in report["databases"].items():
        parts += [f"\n── {database}", *_stages(measured)]
    return "\n".join(parts)


def _stages(measured: dict[str, Any]) -> Iterator[str]:
    """Those that were run, each after an empty line."""
    if "bare" in measured and "placing" in measured:
        yield from ("", *_placing(measured))
    for name, tell in TOLD.items():
        if measured.get(name):
            yield from ("", *tell(measured[name]))


def _searches(sizes: dict[str, Any]) -> Iterator[str]:
    """Every read is too many for a terminal: the middle one, and the slowest of each size."""
    for size, one in sizes.items():
        slowest = sorted(one["reads"], key=lambda name: -one["reads"][name]["ms"]["p50"])
        middle = one["reads"][slowest[len(slowest) // 2]]["ms"]["p50"]
        yield (
            f"{int(size):,} orders: a search {middle} ms, an order more in the index {one['put']['p50']} ms; "
            f"load {one['machine_load']}; {'held' if one['held'] else 'NOT held'}"
        )
        for name in slowest[:SLOWEST]:
            yield f"{name:<60}{one['reads'][name]['ms']['p50']:>12}{one['reads'][name]['queries']:>9}"
        for name, same in one["same"].items():
            yield f"{'is it the same: ' + name:<60}{same['ms']['p50']:>12}{same['queries']:>9}"


def _reading(reading: dict[str, Any]) -> Iterator[str]:
    yield (
        f"{reading['texts']:,} texts learnt in {reading['training_s']} s ({reading['megabytes']} MB), read at "
        f"{reading['a_second']:,} a second, one in {reading['one_ms']} ms; hot matters {reading['hot_s']} s; "
        f"{reading['peak_mb']} MB of memory; load {reading['machine_load']}"
    )
    if not reading["made"]:
        yield (
            f"macro-F1 {reading['macro_f1']}, {reading['macro_f1_kept']} of the {reading['kept']} that are kept; "
            f"top three {reading['top3']}, ECE {reading['ece']}"
        )


def _memory(memory: dict[str, Any]) -> Iterator[str]:
    for when, held in memory.items():
        yield (
            f"memory, {when}: {held['pss_mb']} MB of {held['processes']} processes together, "
            f"{held['rss_mb']} MB counted for each"
        )


def _outbox(outbox: dict[str, Any]) -> Iterator[str]:
    yield (
        f"the worker killed {outbox['kills']} times ({outbox['kills_while_sending']} while it was sending): "
        f"{outbox['written']} messages, lost {outbox['lost']}, told of nothing {outbox['told_of_nothing']}, "
        f"repeated {outbox['repeats']}, {outbox['seconds']} s"
    )


def _placing(measured: dict[str, Any]) -> Iterator[str]:
    yield f"{'orders a second':<16}{'one row, bare':>16}{'placed, bare':>16}{'over HTTP':>12}{'p50 ms':>10}{'p99 ms':>10}{'HTTP÷bare':>12}{'cpu ms':>10}"
    over_http = measured["placing"]["clients"]
    for clients, bare in measured["bare"]["placed"].items():
        one, http = measured["bare"]["one_row"][clients], over_http[clients]
        ratio = http["per_second"] / bare["per_second"] if bare["per_second"] else 0
        yield (
            f"{clients + ' clients':<16}{one['per_second']:>16}{bare['per_second']:>16}{http['per_second']:>12}"
            f"{http['ms']['p50']:>10}{http['ms']['p99']:>10}{ratio:>12.3f}{http['cpu_ms']:>10}"
        )
    placing = measured["placing"]
    yield f"acknowledged {placing['acknowledged']}, lost {placing['lost']}, doubled {placing['doubled']}"


def _pages(sizes: dict[str, Any]) -> Iterator[str]:
    """Median as the client saw it / processor time / in the database, in milliseconds, for each size."""
    names = list(sizes)
    yield (
        f"{'p50 / cpu / db, ms':<40}"
        + "".join(f"{int(name):>24,}" for name in names)
        + f"{'queries':>9}"
    )
    for page in sizes[names[-1]]["pages"]:
        cells = [_cell(sizes[name]["pages"].get(page, {})) for name in names]
        queries = sizes[names[-1]]["pages"][page].get("queries", "")
        yield f"{page:<40}" + "".join(f"{cell:>24}" for cell in cells) + f"{queries:>9}"
    for what in (
        "load_seconds",
        "count_seconds",
        "clock_work_seconds",
        "megabytes",
        "machine_load",
    ):
        if what in sizes[names[-1]]:
            yield f"{what:<40}" + "".join(f"{sizes[name][what]:>24}" for name in names)


def _plans(plans: dict[str, Any]) -> Iterator[str]:
    yield f"18 villages, 15 activities, {plans['members']:,} members; load {plans['machine_load']}"
    for page, one in plans["pages"].items():
        told = f"{one['ms']['p50']} / {one['app_ms']} / {one['db_ms']}"
        yield f"{page:<40}{told:>24}{one['queries']:>9}"
    yield f"150 ms and 6 queries: {'held' if plans['held'] else 'NOT held'}"


def _news(news: dict[str, Any]) -> Iterator[str]:
    """Beside the town's own page, which says 0.0703 seconds and 6 queries."""
    yield f"{news['articles']:,} articles, {news['comments']:,} comments; load {news['machine_load']}"
    for page, one in news["pages"].items():
        told = f"{one['ms']['p50']} / {one['app_ms']} / {one['db_ms']}"
        yield f"{page:<40}{told:>24}{one['queries']:>9}"
    yield f"a tenth of the town's own time, and no more queries: {'held' if news['held'] else 'NOT held'}"


def _figures(sizes: dict[str, Any]) -> Iterator[str]:
    yield from (*_reads(sizes), "", *_pages(sizes))


def _reads(sizes: dict[str, Any]) -> Iterator[str]:
    """What figures' pages ask, without the pages: median in milliseconds for each size."""
    names = list(sizes)
    yield f"{'p50, ms':<40}" + "".join(f"{int(name):>24,}" for name in names) + f"{'queries':>9}"
    for read, last in sizes[names[-1]]["reads"].items():
        cells = [sizes[name]["reads"][read]["ms"]["p50"] for name in names]
        yield f"{read:<40}" + "".join(f"{cell:>24}" for cell in cells) + f"{last['queries']:>9}"


def _cell(page: dict[str, Any]) -> str:
    if "ms" in page:
        return f"{page['ms']['p50']} / {page['cpu_ms']} / {page['db_ms']}"
    return "absent" if page.get("absent") else f"status {page.get('status')}"


def _beside(sizes: dict[str, Any]) -> Iterator[str]:
    for size, one in sizes.items():
        yield f"{int(size):,} orders beside as many tickets of {one['beside']}, ms; load {one['machine_load']}"
        yield f"{'':<40}{'ours':>12}{'theirs':>12}{'times':>9}"
        for name, page in one["pages"].items():
            yield f"{name:<40}{page['ours']['p50']:>12}{page['theirs']['p50']:>12}{page['times']:>9}"


TOLD = {
    "pages": _pages, "outbox": _outbox, "news": _news, "figures": _figures, "plans": _plans,
    "search": _searches, "reading": _reading, "memory": _memory, "beside": _beside,
}  # fmt: skip
