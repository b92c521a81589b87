"""Who draws form controls: Jinja2 for Django's own, as before; Django's engine for what Wagtail brings."""

from typing import Any

from django.forms.renderers import BaseRenderer, Jinja2, TemplatesSetting


class Renderer(BaseRenderer):
    """Each control in the language its template is written in."""

    def __init__(self) -> None:
        self.ours, self.theirs = Jinja2(), TemplatesSetting()

    def get_template(self, template_name: str) -> Any:
        engine = self.ours if template_name.startswith("django/") else self.theirs
        return engine.get_template(template_name)
