"""People at a screen: they read, press and fill in what they see, in their own language.

Nothing here knows an id or a class: what is found is found by its label or its role, as somebody
with a screen reader would find it, or by the number that stands on the page.
"""

import re
from pathlib import Path

from django.utils import translation
from playwright.sync_api import Locator, Page

from tests.fixtures import PASSWORD

OPTIONAL = r"\s*([（(][^（(]*[)）])?"
"""A label may be followed by “(optional)”."""


class Somebody:
    """One person with a browser of their own."""

    def __init__(self, page: Page, language: str = "en") -> None:
        self.page, self.language = page, language
        self.form = page.locator("main")

    def said(self, words: str, context: str = "", **named: object) -> str:
        """What the page says for these words of the source, in this person's language."""
        with translation.override(self.language):
            theirs = translation.pgettext(context, words) if context else translation.gettext(words)
            return theirs.format(**named) if named else theirs

    # Where they are ----------------------------------------------------------------------------

    def opens(self, path: str) -> None:
        self.page.goto(path)

    def signs_in(self, login: str, password: str = PASSWORD) -> None:
        self.opens("/sign-in/?next=/desk/")
        self.types("Login", login)
        self.types("Password", password)
        self.sends("Sign in")

    def reads(self) -> str:
        return self.page.locator("main").inner_text()

    def number(self) -> str:
        """The order's number, as the page shows it."""
        return self.page.locator("main [data-ref]").first.get_attribute("data-ref") or ""

    def trouble(self) -> str:
        """What the page says is wrong, in one piece; waits until it says something."""
        return self.page.get_by_role("alert").first.inner_text()

    # What they do ------------------------------------------------------------------------------

    def field(self, label: str) -> Locator:
        """The field that is shown with this label."""
        words = re.compile(f"^{re.escape(self.said(label))}{OPTIONAL}$")
        found = self.page.get_by_label(words).locator("visible=true").first
        self.form = found.locator("xpath=ancestor::form")
        return found

    def types(self, label: str, words: str) -> None:
        self.field(label).fill(words)

    def shows(self, label: str, *photos: Path) -> None:
        self.field(label).set_input_files(list(photos))

    def picks(self, label: str, option: str) -> None:
        self.field(label).select_option(label=option)

    def ticks(self, answer: str) -> None:
        """Choose one of several, or tick a box; a name that the town gave is not translated."""
        words = re.compile(f"^{re.escape(self.said(answer))}")
        radio = self.page.get_by_role("radio", name=words)
        tick = (
            radio.or_(self.page.get_by_role("checkbox", name=words)).locator("visible=true").first
        )
        self.form = tick.locator("xpath=ancestor::form")
        tick.check()

    def sends(self, words: str) -> None:
        """Press the button of the form that was filled in last."""
        self.form.get_by_role("button", name=self.said(words), exact=True).click()

    def presses(self, words: str) -> None:
        self.page.get_by_role("button", name=self.said(words), exact=True).first.click()

    def follows(self, words: str) -> None:
        self.page.get_by_role("link", name=self.said(words), exact=True).first.click()

    def unfolds(self, words: str) -> None:
        pattern = re.compile(rf"^\s*{re.escape(self.said(words))}\s*$")
        self.page.locator("summary").filter(has_text=pattern).first.click()

    def opens_order(self, ref: str) -> None:
        """Open the card or the line that carries this number."""
        here = self.page.locator(f'main [data-ref="{ref}"]')
        here.locator("xpath=ancestor-or-self::a|descendant::a").first.click()

    def has_the_cursor_in(self, field: Locator) -> None:
        """Wait until what is typed or dictated would go there."""
        self.page.wait_for_function(
            "node => node === document.activeElement", arg=field.element_handle()
        )
