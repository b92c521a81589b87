"""Who gets which page of projects: everybody reads what was approved; at the desk its department and the town's office change it."""

from datetime import date
from io import BytesIO
from typing import Any

from PIL import Image

from tests.kernel.pictures import RED, saved
from touyan.kernel import evidence
from touyan.projects import acts
from touyan.town.models import Organisation, Person

#                                                         visi resi judg secr paib disp gang road watr lead mate ledr edit clrk admi gadm
OFFICE = """
GET  /desk/projects/                                      302  404  404  200  200  200  200  200  200  404  404  200  404  404  404  404
POST /desk/projects/                                      302  404  404  405  405  405  405  405  405  404  404  405  404  404  404  404
GET  /desk/projects/new/                                  302  404  404  404  404  200  200  200  200  404  404  404  404  404  404  404
POST /desk/projects/new/                                  302  404  404  404  404  422  422  422  422  404  404  404  404  404  404  404
GET  /desk/projects/{project}/                            302  404  404  200  200  200  404  200  200  404  404  200  404  404  404  404
POST /desk/projects/{project}/                            302  404  404  405  405  405  405  405  405  404  404  405  404  404  404  404
GET  /desk/projects/{project}/edit/                       302  404  404  404  404  200  404  200  404  404  404  404  404  404  404  404
POST /desk/projects/{project}/edit/                       302  404  404  404  404  422  404  422  404  404  404  404  404  404  404  404
GET  /desk/projects/{project}/milestones/                 302  404  404  404  404  200  404  200  404  404  404  404  404  404  404  404
POST /desk/projects/{project}/milestones/                 302  404  404  404  404  422  404  422  404  404  404  404  404  404  404  404
GET  /desk/projects/{project}/pictures/                   302  404  404  404  404  200  404  200  404  404  404  404  404  404  404  404
POST /desk/projects/{project}/pictures/                   302  404  404  404  404  422  404  422  404  404  404  404  404  404  404  404
GET  /desk/projects/{project}/photos/{project_photo}/     302  404  404  200  200  200  404  200  200  404  404  200  404  404  404  404
POST /desk/projects/{project}/photos/{project_photo}/     302  404  404  405  405  405  405  405  405  404  404  405  404  404  404  404
GET  /desk/projects/{project}/photos/{photo}/             302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /desk/projects/{project}/pictures/{picture}/down/    302  404  404  404  404  303  404  303  404  404  404  404  404  404  404  404
POST /desk/projects/{project}/pictures/{picture}/down/    302  404  404  404  404  303  404  303  404  404  404  404  404  404  404  404
GET  /desk/projects/{project}/pause/                      302  404  404  404  404  200  404  200  404  404  404  404  404  404  404  404
POST /desk/projects/{project}/pause/                      302  404  404  404  404  422  404  422  404  404  404  404  404  404  404  404
GET  /desk/projects/{project}/open/                       302  404  404  404  404  200  404  404  404  404  404  404  404  404  404  404
POST /desk/projects/{project}/open/                       302  404  404  404  404  409  404  404  404  404  404  404  404  404  404  404
GET  /desk/projects/{project}/drop/                       302  404  404  404  404  200  404  404  404  404  404  404  404  404  404  404
POST /desk/projects/{project}/drop/                       302  404  404  404  404  422  404  404  404  404  404  404  404  404  404  404
GET  /desk/projects/milestones/{milestone}/               302  404  404  200  200  200  404  200  200  404  404  200  404  404  404  404
POST /desk/projects/milestones/{milestone}/               302  404  404  405  405  405  405  405  405  404  404  405  404  404  404  404
GET  /desk/projects/milestones/{milestone}/edit/          302  404  404  404  404  200  404  200  404  404  404  404  404  404  404  404
POST /desk/projects/milestones/{milestone}/edit/          302  404  404  404  404  422  404  422  404  404  404  404  404  404  404  404
GET  /desk/projects/milestones/{milestone}/meet/          302  404  404  404  404  200  404  200  404  404  404  404  404  404  404  404
POST /desk/projects/milestones/{milestone}/meet/          302  404  404  404  404  422  404  422  404  404  404  404  404  404  404  404
GET  /desk/projects/milestones/{milestone}/move-date/     302  404  404  404  404  200  404  200  404  404  404  404  404  404  404  404
POST /desk/projects/milestones/{milestone}/move-date/     302  404  404  404  404  422  404  422  404  404  404  404  404  404  404  404
GET  /desk/projects/milestones/{milestone}/drop/          302  404  404  404  404  200  404  404  404  404  404  404  404  404  404  404
POST /desk/projects/milestones/{milestone}/drop/          302  404  404  404  404  422  404  404  404  404  404  404  404  404  404  404
GET  /desk/projects/milestones/{milestone}/unmeet/        302  404  404  404  404  200  404  404  404  404  404  404  404  404  404  404
POST /desk/projects/milestones/{milestone}/unmeet/        302  404  404  404  404  422  404  404  404  404  404  404  404  404  404  404
"""
RESIDENTS = """
GET  /projects/                                           200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /projects/                                           405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /projects/{project}/                                 200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /projects/{project}/                                 405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /projects/{proposed_project}/                        404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /projects/{project}/pictures/{picture}/              200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /projects/{project}/pictures/{picture}/              405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /projects/{project}/pictures/0/                      404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
"""


def projects_at(baihua: Organisation, officer: Person, dispatcher: Person) -> dict[str, Any]:
    """One that is under way with a milestone and a picture, and one that is only proposed."""
    lead = officer.roles_today[0].organisation
    said = {"by": officer, "lead": lead, "village": baihua}
    proposed = acts.keep_project(name="公厕改造", **said).about
    project = acts.keep_project(name="卫生院停车场", spaces=84, **said).about
    milestone = acts.keep_milestone(
        by=officer, project=project, name="开放", due_on=date(2026, 12, 31), opening=True
    ).about
    acts.approve(by=dispatcher, project=project)
    acts.start(by=officer, project=project)
    acts.build(by=officer, project=project)
    photo = evidence.reencoded(BytesIO(saved(Image.new("RGB", (64, 48), RED), "JPEG")))
    evidence.keep(photo, owner=evidence.draft("before"), by=officer.signed, town_code="")
    acts.add_picture(by=officer, project=project, side="before", words="空地", photos="before")
    picture = project.pictures.get()
    return {
        "project": project.pk, "proposed_project": proposed.pk, "milestone": milestone.pk,
        "picture": picture.pk, "project_photo": picture.evidence_id,
    }  # fmt: skip
