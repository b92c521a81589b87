"""What is said of a project: proposed, changed, its milestones set out, its pictures shown and taken down."""

from datetime import date
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from touyan.kernel import evidence
from touyan.kernel.acts import Actor, Beside, Event, about, act
from touyan.kernel.refused import Refused
from touyan.projects import rules
from touyan.projects.models import Milestone, Picture, Project
from touyan.projects.reads.faults import facts
from touyan.projects.reads.scope import locked
from touyan.projects.states import MilestoneState, State
from touyan.town.acts import town_of
from touyan.town.models import Organisation

FIELDS = frozenset(
    {
        "name", "name_en", "about", "source", "village", "where", "latitude", "longitude", "was",
        "becomes", "spaces", "accessible_spaces", "budget", "place_kind", "responsible",
    }
)  # fmt: skip
WORDS = ("name", "about", "where", "was", "becomes", "source")


@act(personal=("about", "where"))
def keep_project(
    *, by: Actor, lead: Organisation, project: Project | None = None, **fields: Any
) -> Event[Project]:
    """Propose a project, or change what is said of one that is not over. No day is among it."""
    if unknown := fields.keys() - FIELDS:
        raise ValueError(f"not kept: {sorted(unknown)}")
    made = project is None
    kept = locked(project) if project else Project(town=town_of(lead), lead=lead)
    may = rules.proposes(lead, by) if made else rules.leads(kept, by)
    if not may:
        raise Refused(_("You cannot keep a project of {lead}.").format(lead=kept.lead.label))
    if lead.pk != kept.lead_id and not rules.runs(kept, by):
        raise Refused(_("Only the town’s office gives it to another department."), field="lead")
    kept.lead = lead
    for name, value in fields.items():
        setattr(kept, name, value.strip() if isinstance(value, str) else value)
    _check(kept)
    kept.save()
    said = {name: fields[name] for name in WORDS if fields.get(name)}
    return Event(kept, by, {**said, "set": facts(kept)}, first=made)


def _check(kept: Project) -> None:
    if rules.is_over(kept):
        raise Refused(_("This project is over: it stays as it is."))
    if not kept.name:
        raise Refused(_("Give it a name."), field="name")
    if not kept.lead.path.startswith(kept.town.path):
        raise Refused(_("Whoever leads it belongs to the town."), field="lead")
    if kept.village and not kept.village.path.startswith(kept.town.path):
        raise Refused(_("That village is another town’s."), field="village")
    if (kept.latitude is None) != (kept.longitude is None):
        raise Refused(_("Give both, latitude and longitude, or neither."), field="latitude")
    if (kept.accessible_spaces or 0) > (kept.spaces or 0):
        raise Refused(
            _("There cannot be more accessible spaces than spaces."), field="accessible_spaces"
        )


@act()
def keep_milestone(
    *,
    by: Actor,
    project: Project,
    name: str,
    due_on: date,
    name_en: str = "",
    opening: bool = False,
    number: int | None = None,
) -> Event[Milestone]:
    """Set a milestone out, or change one. Once the project is approved its day is promised, and stays the baseline."""
    project = locked(project)
    _may_set_out(project, by)
    kept = project.milestones.filter(number=number).first() if number else None
    made, kept = kept is None, kept or Milestone(project=project, town=project.town)
    kept.project = project
    _check_milestone(kept, name, due_on, opening=opening)
    kept.name, kept.name_en, kept.opening = name.strip()[:80], name_en.strip()[:80], opening
    if kept.baseline_on is None:
        kept.due_on = due_on
        kept.baseline_on = None if project.state == State.PROPOSED else due_on
    if kept.number is None:
        kept.number = number or _next(project)
    kept.save()
    return Event(kept, by, {"name": kept.name, "set": facts(kept)}, first=made)


def _may_set_out(project: Project, by: Actor) -> None:
    if not rules.leads(project, by):
        raise Refused(_("Only the department that leads it sets its milestones out."))
    if rules.is_over(project):
        raise Refused(_("This project is over: its days stay as they are."))


def _check_milestone(kept: Milestone, name: str, due_on: date, *, opening: bool) -> None:
    if not name.strip():
        raise Refused(_("Give it a name."), field="name")
    if kept.baseline_on is not None and due_on != kept.due_on:
        raise Refused(_("This day was promised. Move it, with a reason."), field="due_on")
    if kept.state != MilestoneState.PLANNED:
        raise Refused(_("This milestone is over: it stays as it is."))
    others = kept.project.milestones.filter(opening=True).exclude(pk=kept.pk)
    if opening and others.exists():
        raise Refused(_("Another milestone is the opening."), field="opening")


def _next(project: Project) -> int:
    last: int | None = project.milestones.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


@act(personal=("words",))
def add_picture(
    *, by: Actor, project: Project, side: str, words: str, photos: Any
) -> Event[Project]:
    """Show how it looked before, or looks after; the photos were made anew when they were uploaded."""
    project = locked(project)
    if not rules.leads(project, by):
        raise Refused(_("Only the department that leads it shows pictures of it."))
    if not words.strip():
        raise Refused(_("Say what is to be seen."), field="words")
    claimed = evidence.claim(str(photos), about(project)) if photos else []
    if not claimed:
        raise Refused(_("Choose a photo."), field="photos")
    rows = [
        Picture.objects.create(project=project, evidence=one, side=side, words=words.strip()[:120])
        for one in claimed
    ]
    beside = [Beside(row, {"set": facts(row)}, first=True) for row in rows]
    said = {"words": words.strip()[:120], "photos": [one.pk for one in claimed]}
    return Event(project, by, said, beside=beside)


@act()
def take_picture_down(*, by: Actor, picture: Picture) -> Event[Picture]:
    """It is shown no more; the file stays with the project."""
    project = locked(Project(pk=picture.project_id))
    if not rules.leads(project, by):
        raise Refused(_("Only the department that leads it shows pictures of it."))
    picture = Picture.objects.select_related("project__town").get(pk=picture.pk)
    if not picture.shown:
        return Event(picture, by, repeated=True)
    picture.shown = False
    picture.save(update_fields=["shown"])
    return Event(picture, by, {"set": facts(picture)})
