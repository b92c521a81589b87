"""Pictures of the editor. Each came through the same gate as residents' photos (forms.py)."""

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.images import ImageFile
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition

from touyan.newsroom.models.published import Approval, Published
from touyan.newsroom.states import Standing


class Picture(AbstractImage):  # type: ignore[misc]
    """A picture that may stand in a piece; always a JPEG that we made ourselves."""

    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    admin_form_fields = ("title", "description", "file")

    class Meta(AbstractImage.Meta):  # type: ignore[misc]
        verbose_name = _("picture")

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Readers keep what was approved for them, whichever of the editor's doors asks."""
        if self.stands_somewhere():
            raise PermissionDenied("This picture stands in a piece that was approved.")
        return super().delete(*args, **kwargs)  # type: ignore[no-any-return]

    def stands_somewhere(self) -> bool:
        """Whether a piece that readers see, or one approved for a moment to come, shows it."""
        shown = Q(pk__in=[])
        for file in self.renditions.values_list("file", flat=True):
            shown |= Q(html__contains=f'/{file}"')
        if Published.objects.filter(shown, state=Standing.PUBLISHED).exists():
            return True
        waiting = Approval.objects.filter(done_at__isnull=True, ended_at__isnull=True)
        return any(
            f'id="{self.pk}"' in approval.revision.content.get("body", "")
            for approval in waiting.select_related("revision")
        )

    def generate_rendition_file(self, filter: Any, *, source: Any = None) -> ImageFile:  # noqa: A002 - its name
        """In memory: Wagtail leaves its temporary file open."""
        with super().generate_rendition_file(filter, source=source) as made:
            made.seek(0)
            return ImageFile(BytesIO(made.read()), name=made.name)

    def get_upload_to(self, filename: str) -> str:
        """Never served: readers only meet renditions."""
        return f"originals/{filename}"[-100:]


class PictureRendition(AbstractRendition):  # type: ignore[misc]
    image = models.ForeignKey(Picture, models.CASCADE, related_name="renditions")

    def get_upload_to(self, filename: str) -> str:
        return f"images/{filename}"[-100:]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="newsroom_rendition_once"
            )
        ]
