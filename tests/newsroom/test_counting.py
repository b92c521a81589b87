"""Ten thousand views in a minute, a restart in between, workers stopped halfway: each view counts once."""

import multiprocessing
import os
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction

from touyan.kernel import clock, figures
from touyan.kernel.figures import Scope
from touyan.newsroom.acts import counting
from touyan.newsroom.models import Article, Log, ViewDay
from touyan.newsroom.tasks import count_views

pytestmark = pytest.mark.django_db
FORK = multiprocessing.get_context("fork")


def serve(number: int, times: int, then_die: bool) -> None:
    for _ in range(times):
        counting.note_view(number)
    if then_die:
        os.kill(os.getpid(), signal.SIGKILL)


def served(number: int, times: int, *, then_die: bool = False) -> None:
    process = FORK.Process(target=serve, args=(number, times, then_die))
    process.start()
    process.join(120)
    assert process.exitcode is not None


def test_ten_thousand_views_are_counted_once_with_a_restart_in_between(published):
    row, other = published(), published()
    served(row.pk, 3000, then_die=True)
    count_views()
    served(other.pk, 1000, then_die=True)
    served(row.pk, 6000)
    assert count_views() == 7000
    assert count_views() == 0
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.views, other.views) == (9000, 1000)
    assert sum(ViewDay.objects.values_list("views", flat=True)) == 10_000


def test_a_worker_that_is_stopped_before_its_commit_counts_nothing_twice(published):
    row = published()
    served(row.pk, 500)
    begun = transaction.savepoint()
    assert count_views() == 500
    transaction.savepoint_rollback(begun)
    assert count_views() == 500
    row.refresh_from_db()
    assert row.views == 500


def test_a_line_that_is_still_being_written_waits(published):
    row = published()
    folder = counting.folder()
    folder.mkdir(parents=True)
    today = datetime.now(UTC).astimezone()
    log = folder / f"{today:%Y%m%d}-half.log"
    log.write_bytes(f"{row.pk} 20261101\n{row.pk} 2026".encode())
    assert count_views() == 1
    with log.open("ab") as file:
        file.write(b"1102\n")
    assert count_views() == 1
    days = dict(ViewDay.objects.values_list("day", "views"))
    assert {str(day): views for day, views in days.items()} == {"2026-11-01": 1, "2026-11-02": 1}


def test_lines_that_nobody_can_read_are_passed_over(published):
    row = published()
    folder = counting.folder()
    folder.mkdir(parents=True)
    (folder / "20990101-odd.log").write_bytes(f"x\n99999999 20261101\n{row.pk} 20261101\n".encode())
    count_views()
    row.refresh_from_db()
    assert row.views == 1


def test_yesterdays_log_is_put_away_once_it_is_counted(published):
    row = published()
    with clock.at(datetime(2026, 11, 20, 12, tzinfo=UTC)):
        counting.note_view(row.pk)
    (log,) = counting.folder().glob("*.log")
    old = (datetime(2026, 11, 20, 12, tzinfo=UTC)).timestamp()
    os.utime(log, (old, old))
    with clock.at(datetime(2026, 11, 21, 12, tzinfo=UTC)):
        assert count_views() == 1
        assert list(counting.folder().glob("*.log")) == []
        assert Log.objects.count() == 0
        counting.note_view(row.pk)
        assert count_views() == 1
    row.refresh_from_db()
    assert row.views == 2


def test_a_full_disk_loses_the_count_and_not_the_page(client, published, settings):
    row = published()
    settings.VAR = Path("/proc/nowhere")
    response = client.get(f"/news/{row.pk}/", HTTP_USER_AGENT="Mozilla/5.0 MicroMessenger")
    assert response.status_code == 200


def test_the_figure_is_what_was_counted_and_what_had_been_counted_before(
    published, again, approve, town, baihua
):
    at = datetime(2021, 8, 3, 3, 35, 21, tzinfo=UTC)
    row = published("旧文", dated_at=at, imported_from="old:1", imported_views=92)
    approve(again(Article.objects.get(), body="<p>改过。</p>"))
    with clock.at(at + timedelta(days=30)):
        served(row.pk, 3)
        count_views()
    row.refresh_from_db()
    assert (row.views_before, row.views, row.all_views) == (92, 3, 95)
    day = (at + timedelta(days=30)).date()

    def value(organisation, since, until):
        return figures.values(["newsroom.article_views"], Scope(organisation, since, until))

    assert value(town, at.date(), at.date()) == {"newsroom.article_views": 92}
    assert value(town, at.date(), day) == {"newsroom.article_views": 95}
    assert value(town.parent, at.date(), day) == {"newsroom.article_views": 95}
    assert value(baihua, at.date(), day) == {"newsroom.article_views": 0}
