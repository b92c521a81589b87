"""Photos that come with a move: made anew and kept before the act, under the form's own key."""

from uuid import UUID

from touyan.kernel import evidence
from touyan.kernel.refused import Refused
from touyan.orders.forms import MoveForm
from touyan.town.models import Person


def keep_photos(form: MoveForm, by: Person, town_code: str) -> None:
    """Keep what was chosen, even if something else is wrong: nobody has to choose it twice."""
    form.is_valid()
    if "photos" not in form.fields:
        return
    key: UUID | None = form.cleaned_data.pop("draft", None)
    files = form.cleaned_data.get("photos", [])
    if key is None:
        return
    owner = evidence.draft(str(key))
    try:
        for file in files:
            evidence.keep(evidence.reencoded(file), owner=owner, by=by.signed, town_code=town_code)
    except Refused as no:
        form.add_error("photos", str(no))
        return
    form.cleaned_data["photos"] = key if evidence.of(owner).exists() else None


def kept(form: MoveForm) -> int:
    """How many photos wait under the form's key."""
    key = form["draft"].value() if "draft" in form.fields and form.is_bound else None
    return evidence.of(evidence.draft(str(key))).count() if key else 0
