"""An older piece from a file: cleaned, its pictures made anew, and put before a reviewer like any other."""

import re
from datetime import datetime
from html import escape, unescape
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from touyan.kernel import clock, evidence
from touyan.kernel.acts import Event
from touyan.kernel.cleaning import OUR_PICTURES, cleaned, plain
from touyan.kernel.refused import Refused
from touyan.newsroom import acts
from touyan.newsroom.imports.files import Material, material
from touyan.newsroom.models import Article, Picture, Sheet
from touyan.newsroom.reads import imported_before
from touyan.town.models import Organisation, Person

MOST_PICTURES = 30
_PICTURE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_SOURCE = re.compile(r"""\bsrc\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_ALT = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_FIRST = re.compile(r"<(/?)h1\b", re.IGNORECASE)
_HEADING = re.compile(r"<(?:h1|title)\b[^>]*>(.*?)</(?:h1|title)>", re.IGNORECASE | re.DOTALL)


def take_in(
    *,
    by: Person,
    town: Organisation,
    file: Any,
    dated_at: datetime,
    origin: str,
    title: str = "",
    source: str = "",
    responsible_editor: str = "",
    views: int | None = None,
) -> Event[Sheet] | None:
    """Read the file, keep its pictures, and ask for the piece's review; the same origin is taken in once."""
    if imported_before(origin) is not None:
        raise Refused(_("This piece has been taken in already."), field="origin")
    given = material(file)
    heading = title.strip() or _first_heading(given.html)
    if not heading:
        raise Refused(_("The file has no heading. Type the title."), field="title")
    sheet = Article(
        title=heading[:200], slug=f"{slugify(origin)[:40] or 'piece'}-{clock.now():%Y%m%d%H%M%S}",
        body=body_of(given, by), source=source, responsible_editor=responsible_editor,
        dated_at=dated_at if timezone.is_aware(dated_at) else timezone.make_aware(dated_at),
        imported_from=origin[:200], imported_views=views or 0,
    )  # fmt: skip
    return acts.take_in(by=by, town=town, sheet=sheet)


def body_of(given: Material, by: Person) -> str:
    """Clean HTML in the editor's own form; a picture that is not in the file is left out."""
    kept: dict[str, Picture] = {}

    def marked(tag: re.Match[str]) -> str:
        name, alt = _said(_SOURCE, tag[0]), _said(_ALT, tag[0])
        data = given.picture(name)
        if data is None or len(kept) >= MOST_PICTURES:
            return ""
        mark = f"{OUR_PICTURES}taken-{len(kept)}"
        kept[mark] = _picture(data, alt or _("Picture"), by)
        return f'<img src="{mark}" alt="{escape(alt)}">'

    html = _HEADING.sub("", _PICTURE.sub(marked, given.html), count=1)
    html = cleaned(_FIRST.sub(r"<\1h2", html))
    return _PICTURE.sub(lambda tag: _embedded(tag[0], kept), html)


def _picture(data: bytes, title: str, by: Person) -> Picture:
    """Through the same gate as every other picture."""
    photo = evidence.reencoded(ContentFile(data))
    file = ImageFile(BytesIO(photo.content), name="picture.jpg")
    picture = Picture(title=title[:255], uploaded_by_user=by, file=file)
    picture._set_image_file_metadata()  # noqa: SLF001 - as Wagtail's own form does before it saves
    picture.save()
    return picture


def _embedded(tag: str, kept: dict[str, Picture]) -> str:
    picture = kept.get(_said(_SOURCE, tag))
    if picture is None:
        return ""
    alt = escape(_said(_ALT, tag))
    return f'<embed embedtype="image" id="{picture.pk}" format="fullwidth" alt="{alt}"/>'


def _said(pattern: re.Pattern[str], tag: str) -> str:
    found = pattern.search(tag)
    return unescape(found[1] or found[2] or "").strip() if found else ""


def _first_heading(html: str) -> str:
    found = _HEADING.search(html)
    return plain(found[1]).replace("\n", " ").strip() if found else ""
