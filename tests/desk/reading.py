"""Reading a page as its reader does."""

import html
import re
from io import BytesIO
from typing import Any

import python_calamine
from django.http import HttpResponse


def said(response: HttpResponse) -> str:
    """The page's words, without its marks, on one line."""
    main = response.content.decode().split("<main", 1)[-1].split("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def refs(response: HttpResponse) -> list[str]:
    """The numbers that the page shows, in its order."""
    found = re.findall(r'data-ref="([^"]+)"', response.content.decode())
    return list(dict.fromkeys(found))


def link(response: HttpResponse, rel: str) -> str:
    """Where the page before (`prev`) or after (`next`) is; nothing where there is none."""
    found = re.search(rf'rel="{rel}" href="([^"]+)"', response.content.decode())
    return html.unescape(found[1]) if found else ""


def sheet(response: Any) -> list[list[Any]]:
    """An Excel file's cells, row by row."""
    return _book(response).get_sheet_by_index(0).to_python()


def where_from(response: Any) -> list[Any]:
    """What the last sheet of an Excel file says of its making: by whom, when, where that is written down."""
    book = _book(response)
    return [
        value
        for _label, value in book.get_sheet_by_index(len(book.sheet_names) - 1).to_python()[1:]
    ][:3]


def _book(response: Any) -> python_calamine.CalamineWorkbook:
    return python_calamine.CalamineWorkbook.from_filelike(
        BytesIO(b"".join(response.streaming_content))
    )
