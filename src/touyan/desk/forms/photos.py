"""A form that takes photos: kept under a key that comes with it, so that nobody chooses them twice."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import uuid4

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from touyan.kernel import evidence
from touyan.kernel.evidence import Paper, Photo
from touyan.kernel.evidence.bounded import Upload
from touyan.orders.forms import PhotosField


class WithPhotos(forms.Form):
    made_anew: Callable[[Upload], Photo | Paper] = staticmethod(evidence.reencoded)
    photos = PhotosField(
        label=_("Photos"), help_text=_("Up to six. Where they were taken is removed.")
    )
    draft = forms.UUIDField(required=False, widget=forms.HiddenInput)


class ShownPhotos(WithPhotos):
    """Photos that others see, with what is to be seen on them."""

    words = forms.CharField(
        label=_("What is to be seen"), max_length=120,
        help_text=_("It is read out to those who do not see the picture."),
    )  # fmt: skip
    field_order: tuple[str, ...] = ("words", "photos")


F = TypeVar("F", bound=WithPhotos)


def with_photos(form: type[F], request: HttpRequest, **initial: Any) -> F:
    """As it was sent, or empty: the key under which its photos wait comes with it."""
    if request.method == "POST":
        data = request.POST.copy()
        data["draft"] = data.get("draft") or str(uuid4())
        return form(data, request.FILES)
    return form(initial={"draft": str(uuid4()), **initial})
