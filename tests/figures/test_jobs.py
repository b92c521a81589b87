"""Files that are too long for one page: made once, taken up again, fetched by their owner, gone after a day."""

from datetime import timedelta
from typing import Any, BinaryIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from openpyxl import load_workbook

from tests.desk.reading import sheet
from touyan.figures import tasks
from touyan.figures.acts import ask_for
from touyan.figures.models import Job
from touyan.figures.papers.records import wishes_of
from touyan.figures.states import JobState
from touyan.figures.tasks import LEASE, MOST_ATTEMPTS, Progress, sweep_jobs, work_jobs
from touyan.kernel import clock
from touyan.kernel.figures import FIGURES
from touyan.kernel.models import Entry
from touyan.kernel.refused import TooMany
from touyan.orders.models import Order
from touyan.town.models import Role

pytestmark = pytest.mark.django_db
PLACED = "orders.placed"


class Killed(BaseException):
    """What a worker is: it does not get to say anything."""


def later(**more: float) -> Any:
    return clock.at(clock.now() + timedelta(**more))


@pytest.fixture
def ask(of, baihua, secretary):
    """Asks for the records of 百花社区: `ask()`."""

    def make(**other: Any) -> Job:
        wishes = wishes_of(FIGURES[PLACED], of(baihua), "")
        told = {"by": secretary, "kind": "records", "name": "点单.xlsx", "wishes": wishes}
        return ask_for(**{**told, **other}).about

    return make


def fetched(job: Job) -> list[Any]:
    """The numbers in the file, as its owner gets it at the desk."""
    browser = Client()
    browser.force_login(job.by)
    return [row[0] for row in sheet(browser.get(f"/desk/figures/jobs/{job.pk}/file/"))[1:]]


def test_the_worker_makes_the_file_and_says_how_far_it_is(ask, placed):
    made = [placed()[0].ref for _ in range(3)]
    job = ask()
    assert (work_jobs(), work_jobs()) == (1, 0)
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.lease_until) == (JobState.DONE, 3, 3, None)
    assert fetched(job) == list(reversed(made))
    assert Entry.objects.get(about=f"job:{job.pk}").data["kind"] == "records"


def test_the_workers_file_says_who_asked_for_it_and_where_that_is_written_down(
    ask, placed, secretary
):
    placed()
    job = ask()
    work_jobs()
    job.refresh_from_db()
    with job.file.open("rb") as file:
        said = [cell.value for row in load_workbook(file).worksheets[-1] for cell in row]
    assert {secretary.name, f"job:{job.pk}#1"} <= set(said)
    assert Entry.objects.get(about=f"job:{job.pk}").seq == 1


def test_a_file_is_what_its_owner_may_see_when_it_is_made(ask, placed, secretary, paibei):
    placed()
    theirs = placed(village=paibei)[0]
    job = ask()
    Role.objects.filter(person=secretary).delete()
    work_jobs()
    job.refresh_from_db()
    assert (job.state, job.file.name, bool(job.error)) == (JobState.FAILED, "", True)
    assert theirs.pk


def test_a_killed_workers_job_is_taken_up_again_once_its_lease_is_over(ask, placed, monkeypatch):
    placed()
    job = ask()

    def dies(_job: Job, file: BinaryIO, progress: Progress) -> None:
        progress(1, 5)
        file.write(b"half")
        raise Killed

    with monkeypatch.context() as patch:
        patch.setitem(tasks.MAKERS, "records", dies)
        with pytest.raises(Killed):
            work_jobs()
    job.refresh_from_db()
    assert (job.state, job.done, work_jobs()) == (JobState.RUNNING, 1, 0)
    with later(seconds=LEASE.total_seconds() + 1):
        assert work_jobs() == 1
    job.refresh_from_db()
    assert (job.state, job.attempts, len(fetched(job))) == (JobState.DONE, 2, 1)


def test_a_job_that_kills_every_worker_is_given_up(ask, monkeypatch):
    job = ask()

    def dies(_job: Job, _file: BinaryIO, _progress: Progress) -> None:
        raise Killed

    monkeypatch.setitem(tasks.MAKERS, "records", dies)
    for attempt in range(MOST_ATTEMPTS):
        with later(minutes=6 * attempt), pytest.raises(Killed):
            work_jobs()
    with later(hours=1):
        work_jobs()
        assert work_jobs() == 0
    job.refresh_from_db()
    assert (job.state, bool(job.error)) == (JobState.FAILED, True)


def test_a_worker_that_was_overtaken_leaves_the_other_ones_work_alone(ask, placed, monkeypatch):
    placed()
    job = ask()
    slow = tasks.MAKERS["records"]

    def overtaken(mine: Job, file: BinaryIO, progress: Progress) -> None:
        monkeypatch.setitem(tasks.MAKERS, "records", slow)
        with later(minutes=6):
            work_jobs()
        slow(mine, file, progress)

    monkeypatch.setitem(tasks.MAKERS, "records", overtaken)
    work_jobs()
    job.refresh_from_db()
    assert (job.state, job.attempts, len(fetched(job))) == (JobState.DONE, 2, 1)
    folder = job.file.name.rpartition("/")[0]
    assert default_storage.listdir(folder)[1].count(job.file.name.rpartition("/")[2]) == 1


def test_nobody_asks_for_more_than_a_few_at_once(ask):
    for _ in range(5):
        ask()
    with pytest.raises(TooMany):
        ask()
    assert Job.objects.count() == 5


def test_a_file_is_gone_after_a_day_and_so_is_what_no_job_names(ask, placed):
    placed()
    job = ask()
    work_jobs()
    job.refresh_from_db()
    name, stray = job.file.name, default_storage.save("jobs/2021/09/x.xlsx", ContentFile(b"half"))
    with later(minutes=1):
        assert (sweep_jobs(), default_storage.exists(name)) == (0, True)
    with later(days=1, minutes=1):
        assert (sweep_jobs(), sweep_jobs(), Job.objects.count()) == (1, 0, 0)
    assert not default_storage.exists(name)
    with clock.at(default_storage.get_modified_time(stray) + timedelta(hours=1)):
        sweep_jobs()
    assert not default_storage.exists(stray)


def test_an_expired_file_cannot_be_fetched_before_it_is_swept(ask, placed):
    placed()
    job = ask()
    work_jobs()
    browser = Client()
    browser.force_login(job.by)
    with later(days=1, minutes=1):
        assert browser.get(f"/desk/figures/jobs/{job.pk}/file/").status_code == 404
    assert Order.objects.count() == 1
