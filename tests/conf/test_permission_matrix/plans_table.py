"""Who gets which page of plans: those who run, lead or do something of one, and leaders; nobody else finds any."""

from datetime import date
from typing import Any
from uuid import uuid4

from tests.kernel.papers import printed, upload
from touyan.kernel import evidence
from touyan.plans import acts
from touyan.town.models import Organisation, Person
from touyan.town.rules import FOUNDER

#                                                    visi resi judg secr paib disp gang road watr lead mate ledr edit clrk admi gadm
OFFICE = """
GET  /desk/plans/                                    302  404  404  200  200  200  200  200  200  404  404  200  404  404  404  404
POST /desk/plans/                                    302  404  404  405  405  405  405  405  405  404  404  405  404  404  404  404
GET  /desk/plans/new/                                302  404  404  404  404  200  200  404  404  404  404  404  404  404  404  404
POST /desk/plans/new/                                302  404  404  404  404  422  422  404  404  404  404  404  404  404  404  404
GET  /desk/plans/{plan}/                             302  404  404  200  200  200  404  200  200  404  404  200  404  404  404  404
POST /desk/plans/{plan}/                             302  404  404  405  405  405  405  405  405  404  404  405  404  404  404  404
GET  /desk/plans/{draft_plan}/                       302  404  404  404  404  200  404  404  404  404  404  404  404  404  404  404
POST /desk/plans/{draft_plan}/                       302  404  404  405  405  405  405  405  405  404  404  405  404  404  404  404
GET  /desk/plans/{plan}/year/                        302  404  404  200  200  200  404  200  200  404  404  200  404  404  404  404
POST /desk/plans/{plan}/year/                        302  404  404  405  405  405  405  405  405  404  404  405  404  404  404  404
GET  /desk/plans/{plan}/overview/                    302  404  404  200  200  200  404  200  200  404  404  200  404  404  404  404
POST /desk/plans/{plan}/overview/                    302  404  404  405  405  405  405  405  405  404  404  405  404  404  404  404
GET  /desk/plans/{plan}/edit/                        302  404  404  404  404  200  404  404  404  404  404  404  404  404  404  404
POST /desk/plans/{plan}/edit/                        302  404  404  404  404  422  404  404  404  404  404  404  404  404  404  404
GET  /desk/plans/{plan}/document/                    302  404  404  200  200  200  404  200  200  404  404  200  404  404  404  404
POST /desk/plans/{plan}/document/                    302  404  404  405  405  405  405  405  405  404  404  405  404  404  404  404
GET  /desk/plans/{plan}/document/add/                302  404  404  404  404  200  404  404  404  404  404  404  404  404  404  404
POST /desk/plans/{plan}/document/add/                302  404  404  404  404  422  404  404  404  404  404  404  404  404  404  404
GET  /desk/plans/{plan}/activities/                  302  404  404  404  404  200  404  404  404  404  404  404  404  404  404  404
POST /desk/plans/{plan}/activities/                  302  404  404  404  404  422  404  404  404  404  404  404  404  404  404  404
GET  /desk/plans/{plan}/excel/                       302  404  404  404  404  200  404  404  404  404  404  404  404  404  404  404
POST /desk/plans/{plan}/excel/                       302  404  404  404  404  422  404  404  404  404  404  404  404  404  404  404
GET  /desk/plans/{plan}/excel/tasks/                 302  404  404  404  404  303  404  404  404  404  404  404  404  404  404  404
POST /desk/plans/{plan}/excel/tasks/                 302  404  404  404  404  200  404  404  404  404  404  404  404  404  404  404
GET  /desk/plans/{plan}/roll-over/                   302  404  404  404  404  200  404  404  404  404  404  404  404  404  404  404
POST /desk/plans/{plan}/roll-over/                   302  404  404  404  404  422  404  404  404  404  404  404  404  404  404  404
GET  /desk/plans/{plan}/close/                       302  404  404  303  303  303  404  303  303  404  404  303  404  404  404  404
POST /desk/plans/{plan}/close/                       302  404  404  409  409  303  404  409  409  404  404  409  404  404  404  404
GET  /desk/plans/activities/{activity}/              302  404  404  200  200  200  404  200  200  404  404  200  404  404  404  404
POST /desk/plans/activities/{activity}/              302  404  404  405  405  405  405  405  405  404  404  405  404  404  404  404
GET  /desk/plans/activities/{activity}/tasks/        302  404  404  404  404  200  404  200  404  404  404  404  404  404  404  404
POST /desk/plans/activities/{activity}/tasks/        302  404  404  404  404  422  404  422  404  404  404  404  404  404  404  404
GET  /desk/plans/activities/{activity}/ask/          302  404  404  404  404  200  404  404  404  404  404  404  404  404  404  404
POST /desk/plans/activities/{activity}/ask/          302  404  404  404  404  422  404  404  404  404  404  404  404  404  404  404
GET  /desk/plans/tasks/{plan_task}/                  302  404  404  200  200  200  404  200  200  404  404  200  404  404  404  404
POST /desk/plans/tasks/{plan_task}/                  302  404  404  405  405  405  405  405  405  404  404  405  404  404  404  404
GET  /desk/plans/tasks/{plan_task}/finish/           302  404  404  303  303  303  404  303  303  404  404  303  404  404  404  404
POST /desk/plans/tasks/{plan_task}/finish/           302  404  404  409  409  303  404  303  409  404  404  409  404  404  404  404
GET  /desk/plans/requirements/{requirement}/         302  404  404  200  200  200  404  200  200  404  404  200  404  404  404  404
POST /desk/plans/requirements/{requirement}/         302  404  404  405  405  405  405  405  405  404  404  405  404  404  404  404
GET  /desk/plans/requirements/{requirement}/take-on/  302  404  404  303  303  303  404  303  303  404  404  303  404  404  404  404
POST /desk/plans/requirements/{requirement}/take-on/  302  404  404  422  422  422  404  422  422  404  404  422  404  404  404  404
"""


def plans_at(town: Organisation, lead: Organisation, owner: Person) -> dict[str, Any]:
    """A plan in force with a requirement to choose, and a draft."""
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    said = {"host": town, "starts_on": first, "ends_on": last}
    plan = acts.keep_plan(by=FOUNDER, code="p2026", name="年度计划", **said).about
    draft = acts.keep_plan(by=FOUNDER, code="draft", name="草稿", **said).about
    stream = acts.keep_workstream(by=FOUNDER, plan=plan, number=1, name="办好实事").about
    activity = acts.keep_activity(
        by=FOUNDER, plan=plan, number=1, workstream=stream, name="志愿服务", lead=lead,
        starts_on=first, ends_on=last,
    ).about  # fmt: skip
    task = acts.keep_task(
        by=FOUNDER, activity=activity, name="排班", owner=owner, due_on=last
    ).about
    acts.keep_menu(by=FOUNDER, plan=plan, audience="branch", pick=1)
    asked = acts.keep_requirement(
        by=FOUNDER, activity=activity, audience="branch", measure="lecture", target=1,
        starts_on=first, due_on=last, chosen=True,
    ).about  # fmt: skip
    acts.keep_menu(by=FOUNDER, plan=plan, audience="member", pick=1)
    of_members = acts.keep_requirement(
        by=FOUNDER, activity=activity, audience="member", measure="service", target=1,
        starts_on=first, due_on=last, chosen=True,
    ).about  # fmt: skip
    acts.put_in_force(by=FOUNDER, plan=plan)
    key = str(uuid4())
    paper = evidence.reprinted(upload(printed()))
    evidence.keep(paper, owner=evidence.draft(key), by=FOUNDER.signed, town_code=town.code)
    acts.attach_document(by=FOUNDER, plan=plan, paper=key)
    return {
        "plan": plan.pk, "draft_plan": draft.pk, "activity": activity.pk, "plan_task": task.pk,
        "requirement": asked.pk, "asked_member": of_members.pk,
    }  # fmt: skip
