"""The form by which a picture comes into the editor: the gate that residents' photos pass, for every door of Wagtail's."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _
from wagtail.images.forms import BaseImageForm

from touyan.kernel import evidence
from touyan.kernel.refused import Refused


class PictureField(forms.FileField):
    """Gives a JPEG that we made ourselves, or the sentence that refuses what was sent."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if upload is None or upload is initial or upload is False:
            return upload
        try:
            photo = evidence.reencoded(upload)
        except Refused as no:
            raise forms.ValidationError(str(no)) from no
        return SimpleUploadedFile("picture.jpg", photo.content, "image/jpeg")


class PictureForm(BaseImageForm):  # type: ignore[misc]
    """Every upload of Wagtail's builds on this one (WAGTAILIMAGES_IMAGE_FORM_BASE)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if given := self.fields.get("file"):
            self.fields["file"] = PictureField(
                label=given.label, widget=given.widget, required=given.required
            )

    def clean_file(self) -> Any:
        """Another file in its place would change, unseen by any reviewer, what readers were given."""
        if self.instance.pk and "file" in self.changed_data and self.instance.stands_somewhere():
            raise forms.ValidationError(
                _(
                    "This picture stands in a piece that was approved. Add the other one as a new picture."
                )
            )
        return self.cleaned_data["file"]
