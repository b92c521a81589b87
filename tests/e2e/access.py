"""What makes a page open to everybody, as far as a machine can see it."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

VIEWS = [("zh-hans", False), ("en", True)]
"""Languages, and whether with large text. `faults` measures each page in its other view, too."""

OTHER_VIEW = """() => {
  const data = document.documentElement.dataset;
  data.elder = data.elder === "true" ? "false" : "true";
}"""
UNFOLD = """document.querySelectorAll("main details").forEach(node => { node.open = true; })"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# A table that stands as cards on a telephone has nothing beside them that would have to be pushed into sight.
PUSHED = """Array.from(document.querySelectorAll(".table-scroll"))
  .filter(node => matchMedia("(max-width: 599px)").matches && node.querySelector(".table-stack"))
  .map(node => node.scrollWidth - node.clientWidth).filter(beside => beside > 1)"""
HEADINGS = "document.querySelectorAll('h1').length"

# A link in the midst of a sentence is as tall as the sentence; a card is one large target.
SMALL = """least => Array.from(document.querySelectorAll(
  "a, button, summary, select, textarea, input:not([type=hidden])"))
  .filter(node => !node.matches(".skip") && !node.closest(".prose") && !node.closest(".card-title"))
  .filter(node => !(node.matches("a") && getComputedStyle(node).display === "inline"
    && node.parentNode.textContent.trim() !== node.textContent.trim()))
  .map(node => [node.getBoundingClientRect(), node.outerHTML.slice(0, 90)])
  .filter(([box]) => box.width && (box.height < least - 0.5 || box.width < least - 0.5))
  .map(([box, html]) => `${Math.round(box.width)}×${Math.round(box.height)} ${html}`)"""

AXE = Axe()
VIOLATIONS = """options => axe.run(options).then(found => found.violations.flatMap(
  rule => rule.nodes.map(node => `${rule.id}: ${node.target.join(" ")}`)))"""
CONTRAST_ONLY = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}
EVERYTHING = {"resultTypes": ["violations"]}


def faults(page: Page, elder: bool) -> list[str]:
    """Everything that keeps somebody out of this page, each in a line; in the light and in the dark."""
    page.wait_for_load_state("load")  # with its styles
    page.evaluate(UNFOLD)
    found = _misplaced(page, elder)
    page.evaluate(OTHER_VIEW)
    found += [f"in the other view: {line}" for line in _misplaced(page, not elder)]
    page.evaluate(OTHER_VIEW)
    if (headings := page.evaluate(HEADINGS)) != 1:
        found.append(f"{headings} first headings")
    found += violations(page, EVERYTHING)
    page.emulate_media(color_scheme="dark")
    found += [f"in the dark: {line}" for line in violations(page, CONTRAST_ONLY)]
    page.emulate_media(color_scheme="light")
    return found


def _misplaced(page: Page, elder: bool) -> list[str]:
    """What a finger would miss, or would have to be pushed into sight."""
    found = [f"too small: {what}" for what in page.evaluate(SMALL, 60 if elder else 44)]
    if wider := page.evaluate(WIDER):
        found.append(f"{wider} px wider than the screen")
    found += [f"{beside} px beside the cards of a table" for beside in page.evaluate(PUSHED)]
    return found


def violations(page: Page, options: dict[str, list[str]]) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    found: list[str] = page.evaluate(VIOLATIONS, options)
    return found
