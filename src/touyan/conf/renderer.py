"""Who draws form controls: Jinja2 for Django's own, as before; Django's engine for what Wagtail brings."""

from pathlib import Path
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer, Jinja2, TemplatesSetting
from django.utils.functional import cached_property

CONTROLS = Path(__file__).parent.parent / "ui" / "controls"
"""What we say otherwise than Django does, under the names that Django has for it."""


class Controls(Jinja2):
    """Ours first, then Django's."""

    @cached_property
    def engine(self) -> Any:
        theirs = Path(forms.__file__).parent / "jinja2"
        return self.backend(
            {"APP_DIRS": False, "DIRS": [CONTROLS, theirs], "NAME": "controls", "OPTIONS": {}}
        )


class Renderer(BaseRenderer):
    """Each control in the language its template is written in."""

    def __init__(self) -> None:
        self.ours, self.theirs = Controls(), TemplatesSetting()

    def get_template(self, template_name: str) -> Any:
        engine = self.ours if template_name.startswith("django/") else self.theirs
        return engine.get_template(template_name)
