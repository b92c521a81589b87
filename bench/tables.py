"""The report as people read it in a terminal."""

from collections.abc import Iterator
from typing import Any


def told(report: dict[str, Any]) -> str:
    machine = report["machine"]
    head = (
        f"{machine['at']}  commit {machine['commit']}  {machine['cores']} cores  "
        f"Python {machine['python']}  a synced write {machine['sync_ms']} ms  "
        f"load {machine['load_before'][0]:.1f} → {machine['load_after'][0]:.1f}"
    )
    parts = [head]
    for database, measured in report["databases"].items():
        parts += [f"\n── {database}", *_placing(measured), "", *_pages(measured["pages"])]
        parts += ["", *_news(measured["news"])]
        parts += ["", *_reads(measured["figures"]), "", *_pages(measured["figures"])]
    return "\n".join(parts)


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


def _news(news: dict[str, Any]) -> Iterator[str]:
    """Beside the town's own page, which says 0.0703 seconds and 6 queries."""
    yield f"{news['articles']:,} articles, {news['comments']:,} comments; load {news['machine_load']}"
    for page, one in news["pages"].items():
        told = f"{one['ms']['p50']} / {one['app_ms']} / {one['db_ms']}"
        yield f"{page:<40}{told:>24}{one['queries']:>9}"
    yield f"a tenth of the town's own time, and no more queries: {'held' if news['held'] else 'NOT held'}"


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
