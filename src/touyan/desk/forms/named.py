"""A choice between things of the town, by their names in the reader's language."""

from typing import Any

from django import forms


class Named(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.label)


def offer(form: forms.Form, name: str, rows: Any) -> None:
    """Let a field of the form offer these."""
    field = form.fields[name]
    if isinstance(field, Named):
        field.queryset = rows
