"""What is filled in about a project: what it is, its milestones, a stage, a day moved or met, a picture."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from touyan.desk.forms.lists import WITHIN
from touyan.desk.forms.named import Named, offer
from touyan.desk.forms.photos import ShownPhotos, WithPhotos
from touyan.desk.forms.plans import Owner
from touyan.desk.forms.town import day_field, spaces_field
from touyan.desk.reads.plans import owners_in
from touyan.desk.reads.projects import leads_for, villages_for
from touyan.kernel import evidence
from touyan.orders.forms import PhotosField
from touyan.projects.models import Milestone, Project
from touyan.projects.states import Side
from touyan.town.models import Organisation, Person
from touyan.town.states import PlaceKind


class KeptProject(forms.Form):
    lead = Named(Organisation.objects.none(), label=_("Led by"), empty_label=_("Choose one"))
    name = forms.CharField(label=_("Its name"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    about = forms.CharField(
        label=_("What it is"), max_length=2000, required=False, widget=forms.Textarea
    )
    village = Named(
        Organisation.objects.none(), label=_("Village or community"), required=False,
        empty_label=_("The town as a whole"),
    )  # fmt: skip
    where = forms.CharField(label=_("Where exactly"), max_length=120, required=False)
    latitude = forms.FloatField(
        label=_("Latitude (WGS-84)"), required=False, min_value=-90, max_value=90
    )
    longitude = forms.FloatField(
        label=_("Longitude (WGS-84)"), required=False, min_value=-180, max_value=180
    )
    was = forms.CharField(
        label=_("What the land was"), max_length=120, required=False,
        help_text=_("Such as: a plot nobody used."),
    )  # fmt: skip
    becomes = forms.CharField(label=_("What it becomes"), max_length=120, required=False)
    spaces = spaces_field(_("Parking spaces"))
    accessible_spaces = spaces_field(_("Of these accessible"))
    budget = forms.DecimalField(
        label=_("Budget in yuan"), required=False, min_value=0, max_value=10**12, decimal_places=2,
        help_text=_("Everybody reads it. Leave it empty if it is not decided."),
    )  # fmt: skip
    place_kind = forms.ChoiceField(
        label=_("Once it opens it is a"), required=False,
        choices=[("", _("Nothing on the town’s list of places")), *PlaceKind.choices],
    )  # fmt: skip
    responsible = Owner(
        Person.objects.none(), label=_("Who answers for it"), required=False,
        empty_label=_("Nobody yet"), help_text=_("Shown at the desk only."),
    )  # fmt: skip

    def __init__(self, *args: Any, by: Person, kept: Project | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        leads = leads_for(by)
        offer(self, "lead", leads)
        offer(self, "village", villages_for(by))
        town = kept.town if kept else _town_of(by)
        responsible = self.fields["responsible"]
        if town is not None and isinstance(responsible, Owner):
            responsible.queryset = owners_in(town)

    def clean_budget(self) -> int | None:
        yuan: Decimal | None = self.cleaned_data["budget"]
        return None if yuan is None else int(yuan * 100)


def _town_of(person: Person) -> Organisation | None:
    for role in person.roles_today:
        if role.organisation.town_id_of is not None:
            return role.organisation.town or role.organisation
    return None


def initial_of(project: Project) -> dict[str, Any]:
    kept = {name: getattr(project, name) for name in KeptProject.base_fields}
    if project.budget is not None:
        kept["budget"] = Decimal(project.budget) / 100
    return kept


class KeptMilestone(forms.Form):
    name = forms.CharField(label=_("Its name"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    due_on = day_field(_("Promised for"), validators=WITHIN)
    opening = forms.BooleanField(
        label=_("After this one it is open"), required=False,
        help_text=_("Residents read its day in the first line."),
    )  # fmt: skip

    def __init__(self, *args: Any, kept: Milestone | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        if kept is not None and kept.baseline_on is not None:
            del self.fields["due_on"]


class Plain(forms.Form):
    """A stage that asks nothing."""


class Reason(forms.Form):
    reason = forms.CharField(
        label=_("Why"), max_length=500, help_text=_("Everybody reads it."), widget=forms.Textarea
    )


class TakenBack(forms.Form):
    reason = forms.CharField(
        label=_("Why"), max_length=500, help_text=_("It stays in the record of the project."),
        widget=forms.Textarea,
    )  # fmt: skip


class On(forms.Form):
    on = day_field(
        _("On which day"), validators=WITHIN, required=False,
        help_text=_("Leave it empty for today."),
    )  # fmt: skip


STAGES: dict[str, type[forms.Form]] = {
    "start": On, "build": On, "open": On, "pause": Reason, "drop": Reason,
}  # fmt: skip
"""Which stages ask something; the others are one tap."""


class MovedDate(Reason):
    due_on = day_field(_("To which day"), validators=WITHIN)
    field_order = ("due_on", "reason")


class Met(WithPhotos):
    """Evidence is a photo, or the paper that says so."""

    made_anew = staticmethod(evidence.made_anew)
    photos = PhotosField(
        label=_("Photos, or a PDF"),
        help_text=_("Up to six. Where a photo was taken is removed; of a PDF, what its pages show is kept."),
    )  # fmt: skip
    met_on = day_field(_("On which day"), validators=WITHIN)
    field_order = ("met_on", "photos")


class NewPicture(ShownPhotos):
    side = forms.ChoiceField(label=_("It shows how it was"), choices=Side.choices)
    field_order = ("side", "words", "photos")


STEPS: dict[str, tuple[str, type[forms.Form]]] = {
    "meet": ("meet", Met), "move-date": ("move_date", MovedDate), "drop": ("drop_milestone", Reason),
    "unmeet": ("unmeet", TakenBack),
}  # fmt: skip
"""How an address calls a move of a milestone, and what it asks."""
