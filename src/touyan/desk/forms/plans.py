"""What the office fills in about plans, activities, tasks and what is asked."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from touyan.desk.forms.lists import WITHIN
from touyan.desk.forms.named import Named, offer
from touyan.desk.forms.town import day_field
from touyan.desk.reads.plans import hosts_for, owners_in, units_of
from touyan.plans.models import Activity, Plan, Workstream
from touyan.plans.states import TARGET_MOST, Audience, Carrier, Measure
from touyan.town.models import Organisation, Person

CODE = RegexValidator(r"^[-a-z0-9]+$", _("Small letters, digits and hyphens only."))


class KeptPlan(forms.Form):
    host = Named(Organisation.objects.none(), label=_("Run by"), empty_label=_("Choose one"))
    code = forms.CharField(
        label=_("Short name"), max_length=40, validators=[CODE], help_text=_("Such as plan-2027.")
    )
    name = forms.CharField(label=_("Its name"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    about = forms.CharField(
        label=_("What it is"), max_length=2000, required=False, widget=forms.Textarea
    )
    starts_on = day_field(_("From"), validators=WITHIN)
    ends_on = day_field(_("To"), validators=WITHIN)
    document = forms.CharField(label=_("Title of the document"), max_length=160, required=False)
    document_url = forms.URLField(
        label=_("Where it can be read"), max_length=300, required=False, assume_scheme="https"
    )
    document_on = day_field(_("Issued on"), validators=WITHIN, required=False)
    kickoff_on = day_field(_("Day of the kick-off meeting"), validators=WITHIN, required=False)

    def __init__(self, *args: Any, by: Person, kept: Plan | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        if kept is None:
            offer(self, "host", hosts_for(by))
        else:
            del self.fields["host"]
            del self.fields["code"]


class Document(forms.Form):
    file = forms.FileField(
        label=_("The document as PDF"),
        help_text=_("What its pages show is kept, at most 100 pages and 15 MB."),
    )


KEPT = tuple(name for name in KeptPlan.base_fields if name not in {"host", "code"})


class NewActivity(forms.Form):
    number = forms.IntegerField(
        label=pgettext_lazy("an activity", "Number"),
        validators=[MinValueValidator(1), MaxValueValidator(999)],
    )
    name = forms.CharField(label=_("Its name"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    stream = forms.CharField(
        label=_("Workstream"), max_length=80, help_text=_("One that is not there yet is added.")
    )
    lead = Named(Organisation.objects.none(), label=_("Led by"), empty_label=_("Choose one"))
    carrier = forms.ChoiceField(
        label=_("Carrier"), choices=[("", _("None")), *Carrier.choices], required=False
    )
    starts_on = day_field(_("From"), validators=WITHIN)
    ends_on = day_field(_("To"), validators=WITHIN)

    def __init__(self, *args: Any, plan: Plan, **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, "lead", units_of(plan.town))


class Owner(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class NewTask(forms.Form):
    name = forms.CharField(label=_("What is to be done"), max_length=160)
    owner = Owner(Person.objects.none(), label=_("Who does it"), empty_label=_("Choose one"))
    due_on = day_field(_("Until"), validators=WITHIN)

    def __init__(self, *args: Any, activity: Activity, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["owner"]
        if isinstance(field, Owner):
            field.queryset = owners_in(activity.plan.town)


class Ask(forms.Form):
    audience = forms.ChoiceField(label=_("Of whom"), choices=Audience.choices)
    measure = forms.ChoiceField(label=_("What is counted"), choices=Measure.choices)
    target = forms.IntegerField(
        label=_("How many"), validators=[MinValueValidator(1), MaxValueValidator(TARGET_MOST)]
    )
    starts_on = day_field(_("From"), validators=WITHIN)
    due_on = day_field(_("Until"), validators=WITHIN)
    pick = forms.IntegerField(
        label=_("Chosen: how many of this audience's actions"), required=False,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
        help_text=_("Leave it empty for what is prescribed."),
    )  # fmt: skip


class RollOver(forms.Form):
    year = forms.IntegerField(
        label=_("Year"), validators=[MinValueValidator(2000), MaxValueValidator(2199)]
    )
    code = forms.CharField(label=_("Short name"), max_length=40, validators=[CODE])
    name = forms.CharField(label=_("Its name"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)


class Result(forms.Form):
    result = forms.CharField(label=_("What came of it, or why not"), max_length=500, required=False)


class Subject(forms.Form):
    organisation = Named(Organisation.objects.none(), label=_("For"))
    reason = forms.CharField(label=_("Why it is waived"), max_length=500, required=False)

    def __init__(self, *args: Any, path: str, **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, "organisation", Organisation.objects.filter(path__startswith=path))


def stream_of(plan: Plan, name: str) -> Workstream | None:
    return plan.workstreams.filter(name=name).first()


class Ledger(forms.Form):
    """One of a plan's worksheets, as it went out and was changed."""

    kind = forms.ChoiceField(
        label=_("What is in it"),
        choices=[
            ("activities", _("Activities")), ("tasks", _("Task lists")),
            ("requirements", _("What is asked of whom")),
        ],
    )  # fmt: skip
    file = forms.FileField(label=_("The file"), help_text=_("An Excel file (.xlsx), or .csv."))
