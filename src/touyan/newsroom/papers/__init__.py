"""A piece as it leaves the editor: rendered once for readers, and once more for WeChat's own editor."""

import re
from dataclasses import dataclass, field
from html import escape
from typing import Any

from django.utils.translation import gettext as _
from wagtail.rich_text import expand_db_html

from touyan.kernel.cleaning import OUR_PICTURES, cleaned, plain
from touyan.newsroom.models import Published, Sheet

_PICTURE = re.compile(rf'<img[^>]*\bsrc="({OUR_PICTURES}[^"]+)"[^>]*>')
_ALT = re.compile(r'\b(?:alt|href)="([^"]*)"')


@dataclass(frozen=True)
class Rendered:
    """The text of a piece, clean, with its renditions made."""

    html: str
    words: str
    images: list[str] = field(default_factory=list)

    @property
    def image(self) -> str:
        return self.images[0] if self.images else ""


def rendered(sheet: Sheet) -> Rendered:
    """Takes as long as its pictures need: never within a transaction."""
    html = cleaned(expand_db_html(sheet.body)).replace("<img ", '<img loading="lazy" ')
    return Rendered(html, plain(html), _PICTURE.findall(html))


def everything_said(sheet: Sheet, made: Rendered) -> str:
    """All that a reader could read in it, also where a picture is described or a link leads."""
    hidden = _ALT.findall(made.html)
    return "\n".join([sheet.title, sheet.summary, sheet.source, sheet.theme, made.words, *hidden])


WECHAT_AUTHOR, WECHAT_DIGEST = 8, 120

# WeChat's editor drops classes and style sheets: whatever it should look like stands in the tag.
STYLES = {
    "p": "margin:0 0 1em;line-height:1.75;font-size:16px;color:#333;text-align:justify",
    "h2": "margin:1.5em 0 .8em;font-size:19px;font-weight:bold;color:#a32a19;"
    "border-left:4px solid #b02e1c;padding-left:10px",
    "h3": "margin:1.2em 0 .6em;font-size:17px;font-weight:bold;color:#333",
    "blockquote": "margin:0 0 1em;padding:10px 14px;background:#f6f2ec;color:#555",
    "ul": "margin:0 0 1em;padding-left:1.4em",
    "ol": "margin:0 0 1em;padding-left:1.4em",
    "li": "line-height:1.75;font-size:16px;color:#333",
    "img": "display:block;max-width:100%;height:auto;margin:0 auto 1em",
    "hr": "border:0;border-top:1px solid #ddd;margin:1.5em 0",
    "a": "color:#24506b",
}
_OPENING = re.compile(r"<(p|h2|h3|blockquote|ul|ol|li|img|hr|a)(?=[\s>/])")


def wechat(published: Published, base: str) -> Rendered:
    """The piece with its styles inline and its pictures by their whole address, to paste into WeChat."""
    body = published.html.replace(' loading="lazy"', "")
    body = body.replace(f'src="{OUR_PICTURES}', f'src="{base}{OUR_PICTURES}')
    body = _OPENING.sub(lambda tag: f'<{tag[1]} style="{STYLES[tag[1]]}"', body)
    head = f'<p style="{STYLES["p"]};color:#888;font-size:14px">{escape(_byline(published))}</p>'
    images = [f"{base}{path}" for path in _PICTURE.findall(published.html)]
    return Rendered(f"<section>{head}{body}</section>", published.words, images)


def article(published: Published, base: str) -> dict[str, Any]:
    """The piece as a draft in WeChat: its pictures are handed over by their paths, and named there anew."""
    paths = list(dict.fromkeys(_PICTURE.findall(published.html)))
    return {
        "title": published.title, "author": published.responsible_editor[:WECHAT_AUTHOR],
        "digest": (published.summary or published.words)[:WECHAT_DIGEST],
        # No base: the paths stand there until WeChat has said what it calls each picture.
        "html": wechat(published, "").html, "pictures": paths, "cover": paths[0] if paths else "",
        "page": f"{base}/news/{published.pk}/",
    }  # fmt: skip


def _byline(published: Published) -> str:
    parts = [
        _("Source: {source}").format(source=published.source) if published.source else "",
        _("Editor: {name}").format(name=published.responsible_editor)
        if published.responsible_editor
        else "",
    ]
    return "  ".join(part for part in parts if part)
