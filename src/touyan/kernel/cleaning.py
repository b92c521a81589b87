"""HTML that may reach a reader: a list of what is allowed, read as browsers read it; all else is gone."""

import re
from html import unescape

import nh3

TAGS = {
    "a", "b", "blockquote", "br", "em", "figcaption", "figure", "h2", "h3", "h4", "hr", "i", "img", "li", "ol",
    "p", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
SCHEMES = {"http", "https", "mailto", "tel"}
DROPPED = {
    "script",
    "style",
    "svg",
    "math",
    "iframe",
    "object",
    "embed",
    "template",
    "noscript",
    "head",
    "title",
}
"""Gone with all that they hold, rather than leaving their text behind."""
OUR_PICTURES = "/media/images/"
_BLOCK = re.compile(
    r"</(?:p|h[1-6]|li|tr|blockquote|figcaption|td|th)>|<(?:br|hr)\s*/?>", re.IGNORECASE
)
_EMPTY = re.compile(r"<img(?![^>]*\bsrc=)[^>]*>")
"""What is left of a picture from elsewhere."""
_TAG = re.compile(r"<[^>]*>")


def cleaned(html: str) -> str:
    """Only structure, words, links and the town's own pictures."""
    kept = nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags=DROPPED,
        attributes=ATTRIBUTES,
        attribute_filter=_only_our_pictures,
        url_schemes=SCHEMES,
        link_rel="noopener nofollow",
        strip_comments=True,
    )
    return _EMPTY.sub("", kept)


def plain(html: str) -> str:
    """The words alone, one line a paragraph."""
    lines = (_TAG.sub("", line) for line in _BLOCK.sub("\n", html).splitlines())
    return "\n".join(line for line in (unescape(line).strip() for line in lines) if line)


def _only_our_pictures(tag: str, attribute: str, value: str) -> str | None:
    """A picture from elsewhere would tell its owner who reads the town's news."""
    if (tag, attribute) == ("img", "src") and not value.startswith(OUR_PICTURES):
        return None
    return value
