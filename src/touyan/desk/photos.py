"""Photos that come with a move: made anew and kept before the act, under the form's own key."""

from uuid import UUID

from django.forms import Form
from django.http import FileResponse

from touyan.kernel import evidence
from touyan.kernel.models import Evidence
from touyan.kernel.refused import Refused
from touyan.town.models import Person


def keep_photos(form: Form, by: Person, town_code: str) -> None:
    """Keep what was chosen, even if something else is wrong: nobody has to choose it twice."""
    form.is_valid()
    if "photos" not in form.fields:
        return
    key: UUID | None = form.cleaned_data.pop("draft", None)
    files = form.cleaned_data.get("photos", [])
    if key is None:
        return
    owner = evidence.draft(str(key))
    made_anew = getattr(form, "made_anew", evidence.reencoded)
    try:
        for file in files:
            evidence.keep(made_anew(file), owner=owner, by=by.signed, town_code=town_code)
    except Refused as no:
        form.add_error("photos", str(no))
        return
    form.cleaned_data["photos"] = key if evidence.of(owner).exists() else None


def sent_file(row: Evidence, name: str = "") -> FileResponse:
    """A photo to look at; a document to keep, since a reader of PDF is not our page."""
    if not str(row.file).endswith(".pdf"):
        return FileResponse(row.file.open("rb"), content_type="image/jpeg")
    return FileResponse(
        row.file.open("rb"), content_type="application/pdf", as_attachment=True,
        filename=f"{name or row.pk}.pdf",
    )  # fmt: skip


def kept(form: Form) -> int:
    """How many photos wait under the form's key."""
    key = form["draft"].value() if "draft" in form.fields and form.is_bound else None
    return evidence.of(evidence.draft(str(key))).count() if key else 0
