"""Every colour that carries words can be read on every surface it is used on, by day and by night."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[2] / "src/touyan/ui/static/ui/tokens.css"
SURFACES = ("paper", "sheet", "shade")
WORDS = [
    (ink, surface) for ink in ("ink", "ink-soft", "accent", "accent-strong") for surface in SURFACES
]
TONES = [
    *((f"{tone}", f"{tone}-wash") for tone in ("good", "wait", "move", "accent")),
    *(("ink", f"{tone}-wash") for tone in ("good", "wait", "move", "accent")),
    ("on-fill", "fill"),
    ("on-fill", "fill-strong"),
    ("paper", "ink"),
]
EDGES = [("edge", "paper"), ("edge", "sheet"), ("fill", "sheet"), ("ink", "sheet")]
SCHEMES = ("light", "dark", "light elder", "dark elder")


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


def tokens(scheme: str) -> dict[str, str]:
    """The colours in force: later blocks override earlier ones, as in the cascade."""
    day, night = TOKENS.read_text().split("@media screen and (prefers-color-scheme: dark)")
    elder = ':root[data-elder="true"] {'
    blocks = [day.split(elder)[0]]
    if "elder" in scheme:
        blocks.append(day.split(elder)[1])
    if "dark" in scheme:
        blocks.append(night.split(elder)[0])
    if scheme == "dark elder":
        blocks.append(night.split(elder)[1])
    return {name: colour for block in blocks for name, colour in colours(block).items()}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def too_weak(pairs: list[tuple[str, str]], scheme: str, least: float) -> dict[str, float]:
    known = tokens(scheme)
    found = {f"{ink} on {on}": contrast(known[ink], known[on]) for ink, on in pairs}
    return {pair: round(ratio, 2) for pair, ratio in found.items() if ratio < least}


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_words_stand_out_from_what_they_are_written_on(scheme: str) -> None:
    assert too_weak(WORDS + TONES, scheme, 4.5) == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_edges_of_controls_can_be_seen(scheme: str) -> None:
    assert too_weak(EDGES, scheme, 3.0) == {}


def test_the_dark_scheme_answers_for_every_colour_of_the_light_one() -> None:
    night = TOKENS.read_text().split("@media screen and (prefers-color-scheme: dark)")[1]
    assert set(tokens("light")) == set(colours(night.split(":root[data-elder")[0]))


def test_a_colour_is_only_named_in_the_tokens() -> None:
    """print.css is black on white, and shadows are no words."""
    sheets = [TOKENS.parent / name for name in ("base.css", "fields.css", "components.css")]
    assert [re.findall(r"#[0-9a-fA-F]{3,8}\b", sheet.read_text()) for sheet in sheets] == [
        [],
        [],
        [],
    ]
