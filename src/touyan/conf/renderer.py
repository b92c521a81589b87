"""Who draws form controls: Jinja2 for Django's own, as before; Django's engine for what Wagtail brings."""

from pathlib import Path
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer, Jinja2, TemplatesSetting
from django.utils.functional import cached_property

CONTROLS = Path(__file__).parent.parent / "ui" / "controls"
"""What we say otherwise than Django does, under the names that Django has for it."""
_WIDGETS = "django/forms/widgets/"
_ONLY_OPENS = {
    **dict.fromkeys(
        ("checkbox", "date", "datetime", "email", "hidden", "number", "password", "search", "tel", "text", "time", "url"),
        "input",
    ),
    **dict.fromkeys(("checkbox_option", "radio_option"), "input_option"),
}  # fmt: skip
_OPENED = {f"{_WIDGETS}{name}.html": f"{_WIDGETS}{it}.html" for name, it in _ONLY_OPENS.items()}
"""Templates of Django that do nothing but open another."""


class Controls(Jinja2):
    """Ours first, then Django's."""

    @cached_property
    def engine(self) -> Any:
        theirs = Path(forms.__file__).parent / "jinja2"
        return self.backend(
            {"APP_DIRS": False, "DIRS": [CONTROLS, theirs], "NAME": "controls", "OPTIONS": {}}
        )

    def get_template(self, template_name: str) -> Any:
        return super().get_template(_OPENED.get(template_name, template_name))


class Renderer(BaseRenderer):
    """Each control in the language its template is written in."""

    def __init__(self) -> None:
        self.ours, self.theirs = Controls(), TemplatesSetting()

    def get_template(self, template_name: str) -> Any:
        engine = self.ours if template_name.startswith("django/") else self.theirs
        return engine.get_template(template_name)
