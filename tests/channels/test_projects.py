"""What the desk shows of a project leaves the house like everything else."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from touyan.channels import words
from touyan.channels.models import Delivery
from touyan.channels.tasks import send_due
from touyan.conf.wiring import STORIES
from touyan.kernel import clock
from touyan.projects import acts, tasks
from touyan.projects.models import Milestone, Project
from touyan.town.models import Person

pytestmark = pytest.mark.django_db


def test_every_stage_of_a_project_has_its_words() -> None:
    told = {*STORIES[tasks.tell_lead], *STORIES[tasks.tell_town], "projects.overdue"}
    assert told - set(words.AT_THE_DESK) == set()


def test_a_department_is_told_of_a_stage_that_the_town_changed(
    proposed: Project, officer: Person, dispatcher: Person, mailed: Any
) -> None:
    mailed(officer)
    acts.approve(by=dispatcher, project=proposed)
    assert send_due() == 1
    (message,) = mail.outbox
    assert message.to == [f"{officer.login}@example.cn"]
    assert "卫生院停车场 A project was approved." in message.body
    assert f"/desk/projects/{proposed.pk}/" in message.body


def test_the_town_is_told_of_a_day_that_a_department_moved(
    opening: Milestone, officer: Person, dispatcher: Person, mailed: Any
) -> None:
    mailed(dispatcher)
    acts.move_date(
        by=officer, milestone=opening, due_on=clock.today() + timedelta(days=30), reason="等材料。"
    )
    assert [one.event for one in Delivery.objects.all()] == ["projects.move_date"]
