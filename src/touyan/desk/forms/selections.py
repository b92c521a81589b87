"""What the office fills in about selections, names, objections, judges and the winners' tour."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from touyan.desk.forms.lists import WITHIN
from touyan.desk.forms.named import Named, offer
from touyan.desk.forms.programmes import time_field
from touyan.desk.forms.town import day_field
from touyan.desk.reads.selections import (
    hosts_for,
    judges_of,
    organisations_of,
    people_called,
    units_for,
)
from touyan.selections.models import Candidate, Selection
from touyan.selections.states import (
    AWARDS,
    MARK_MOST,
    NOTICE_LEAST,
    Audience,
    Award,
    CandidateState,
    Kind,
    TieRule,
)
from touyan.town.models import Organisation, Person

PLACES = (MinValueValidator(0), MaxValueValidator(1000))


def words(label: Any, **more: Any) -> forms.CharField:
    said = {"max_length": 2000, **more}
    return forms.CharField(label=label, widget=forms.Textarea, **said)


class KeptSelection(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    name = forms.CharField(label=_("Its name"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    host = Named(Organisation.objects.none(), label=_("Run by"), empty_label=_("Choose one"))
    about = words(_("What it is"), required=False)
    criteria = words(_("What is asked of those who are named"), required=False)
    quota_people = forms.IntegerField(
        label=_("Places for people"), initial=0, validators=PLACES,
        help_text=_("Of a contest: how many winners."),
    )  # fmt: skip
    quota_organisations = forms.IntegerField(
        label=_("Places for organisations"), initial=0, validators=PLACES
    )
    closes_on = day_field(_("Names until"), validators=WITHIN)
    held_on = day_field(_("Day of the contest, or of the decision"), validators=WITHIN)
    notice_days = forms.IntegerField(
        label=_("Working days of public notice"), initial=NOTICE_LEAST,
        validators=[MinValueValidator(NOTICE_LEAST), MaxValueValidator(60)],
    )  # fmt: skip
    mark_most = forms.IntegerField(
        label=_("Marks from 0 to"), initial=10,
        validators=[MinValueValidator(1), MaxValueValidator(MARK_MOST)],
    )  # fmt: skip
    tie_rule = forms.ChoiceField(label=_("What decides a tie"), choices=TieRule.choices)

    def __init__(self, *args: Any, by: Person, kept: Selection | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        if kept is None:
            offer(self, "host", hosts_for(by))
        else:
            del self.fields["host"]


KEPT = tuple(name for name in KeptSelection.base_fields if name != "host")


def initial_of(selection: Selection) -> dict[str, Any]:
    return {name: getattr(selection, name) for name in KEPT}


class Nominate(forms.Form):
    award = forms.ChoiceField(label=_("For what"))
    unit = Named(
        Organisation.objects.none(), label=_("Named by"), empty_label=_("Choose one"),
        help_text=_("An organisation that is to be honoured names itself here."),
    )  # fmt: skip
    person = forms.CharField(
        label=_("Name"), max_length=60, required=False,
        help_text=_("Of a person, as the register has it. Leave empty for an organisation."),
    )  # fmt: skip
    title = forms.CharField(label=_("Title of the entry"), max_length=80, required=False)
    words = words(_("What they did"), required=False)

    def __init__(self, *args: Any, by: Person, selection: Selection, **more: Any) -> None:
        super().__init__(*args, **more)
        self.selection = selection
        award = self.fields["award"]
        if isinstance(award, forms.ChoiceField):
            award.choices = [(one.value, one.label) for one in AWARDS[selection.kind]]
        if not selection.is_contest:
            del self.fields["title"]
        offer(self, "unit", units_for(by, selection))

    def clean(self) -> dict[str, Any]:
        """What the act takes: the person whom the words name, alone in their unit."""
        data = super().clean() or {}
        name, unit = data.pop("person", "").strip(), data.get("unit")
        data["person"] = None
        if unit is None or data.get("award") == Award.ORGANISATION:
            return data
        found = list(people_called(unit, name, members=not self.selection.is_contest)[:2])
        if len(found) != 1:
            self.add_error("person", _unfound(len(found), name, unit))
            return data
        data["person"] = found[0]
        return data


def _unfound(many: int, name: str, unit: Organisation) -> str:
    if not name:
        return gettext("Say who it is.")
    if many:
        return gettext(
            "Several people of {unit} are called that. Give the number from their page instead."
        ).format(unit=unit.label)
    return gettext("Nobody of {unit} is called that.").format(unit=unit.label)


class Nothing(forms.Form):
    """One tap, and it is done."""


class Vet(forms.Form):
    full_since = day_field(
        _("Full member since"), validators=WITHIN,
        help_text=_("As the member's file says. Probationary members cannot be honoured."),
    )  # fmt: skip


class Opinion(forms.Form):
    opinion = words(_("What the review came to"), required=False)


class Why(forms.Form):
    reason = words(_("Why"), max_length=500)


class Story(forms.Form):
    story = words(
        _("Their story"), max_length=4000, required=False,
        help_text=_("For everybody to read on the honour roll."),
    )  # fmt: skip


MOVE_FORMS: dict[str, type[forms.Form]] = {
    "vet": Vet, "pass_review": Opinion, "turn_down": Why, "honour": Nothing, "pass_over": Why,
    "tell_story": Story, "revoke": Why,
}  # fmt: skip


def form_of(name: str, candidate: Candidate) -> type[forms.Form]:
    """The form of a move; an organisation has no date of membership."""
    if name == "vet" and (candidate.person_id is None or candidate.award == Award.ENTRY):
        return Nothing
    return MOVE_FORMS[name]


class Answer(forms.Form):
    finding = words(
        _("What looking into it came to"),
        help_text=_("Whoever objected reads this. Name nobody who told you something."),
    )
    upheld = forms.ChoiceField(
        label=_("Is the objection right?"), widget=forms.RadioSelect,
        choices=[("no", _("No: the name stays on the list")), ("yes", _("Yes: this one is not honoured"))],
    )  # fmt: skip

    def clean_upheld(self) -> bool:
        return bool(self.cleaned_data["upheld"] == "yes")


class Invite(forms.Form):
    person = forms.ModelChoiceField(
        Person.objects.none(), label=_("Judge"), empty_label=_("Choose one")
    )

    def __init__(self, *args: Any, selection: Selection, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["person"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = judges_of(selection)


class TourForm(forms.Form):
    candidate = Named(Candidate.objects.none(), label=_("Winner"), empty_label=_("Choose one"))
    audience = forms.ChoiceField(label=_("Before whom"), choices=Audience.choices)
    host = Named(Organisation.objects.none(), label=_("Whose guests"), empty_label=_("Choose one"))
    where = forms.CharField(label=_("Where exactly"), max_length=120, required=False)
    day = day_field(_("Day"), validators=WITHIN)
    at = time_field(_("Begins at"))

    def __init__(self, *args: Any, selection: Selection, **more: Any) -> None:
        super().__init__(*args, **more)
        winners = selection.candidates.filter(state=CandidateState.HONOURED)
        offer(self, "candidate", winners.select_related("person").order_by("place"))
        offer(self, "host", organisations_of(selection.town).filter(~Q(kind="county")))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "day" in data and "at" in data:
            data["starts_at"] = timezone.make_aware(
                datetime.combine(data.pop("day"), data.pop("at"))
            )
        return data
