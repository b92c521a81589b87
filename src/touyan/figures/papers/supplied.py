"""The templates that come with the house: kept as text, made into Word."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files

from touyan.figures.papers.layout import document


@dataclass(frozen=True)
class Supplied:
    name: str
    label: str
    docx: bytes


def supplied(file: str) -> Supplied:
    """The template of `figures/data/FILE.toml`."""
    text = files("touyan.figures").joinpath(f"data/{file}.toml").read_text(encoding="utf-8")
    told = tomllib.loads(text)
    rows = [(row["kind"], row["text"]) for row in told["paragraph"]]
    return Supplied(told["name"], told["label"], document(told["label"], rows))
