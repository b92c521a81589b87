"""Our own words for a control say what Django's say."""

import re
from typing import Any

import pytest
from django import forms
from django.forms.renderers import Jinja2

from touyan.conf.renderer import Renderer

CHOICES = [("", "—"), ("a<b", "甲 & 乙"), ("丙组", [("c", "丙"), ("d", '"丁"')])]
WIDGETS = [
    forms.Select(choices=CHOICES),
    forms.Select(choices=CHOICES, attrs={"disabled": True, "hidden": False, "data-x": '"'}),
    forms.SelectMultiple(choices=CHOICES),
    forms.Select(),
]


@pytest.mark.parametrize("widget", WIDGETS)
@pytest.mark.parametrize("value", [None, "", "c", ["c", "d"], "of nobody"])
def test_a_select_is_djangos_but_for_the_space_between(widget, value):
    ours, theirs = (
        re.sub(r">\s+<", "><", widget.render("sort", value, {"id": "sort"}, renderer=renderer))
        for renderer in (Renderer(), Jinja2())
    )
    assert ours == theirs


class Every(forms.Form):
    """A control of each kind that a page of ours has."""

    words = forms.CharField(max_length=9)
    hushed = forms.CharField(widget=forms.PasswordInput)
    sought = forms.CharField(widget=forms.TextInput(attrs={"type": "search", "data-x": '"<'}))
    many = forms.IntegerField(min_value=1)
    day = forms.DateField()
    at = forms.DateTimeField()
    time = forms.TimeField()
    mail = forms.EmailField(widget=forms.EmailInput(attrs={"hidden": True, "disabled": False}))
    page = forms.URLField(assume_scheme="https")
    agreed = forms.BooleanField()
    key = forms.CharField(widget=forms.HiddenInput)
    long = forms.CharField(widget=forms.Textarea)
    one = forms.ChoiceField(choices=[("1", "<one>"), ("2", "two")])
    grouped = forms.ChoiceField(choices=[("A & B", [("1", "one")]), ("2", "two")])
    radio = forms.ChoiceField(choices=[("1", "<one>"), ("2", "two")], widget=forms.RadioSelect)
    ticked = forms.MultipleChoiceField(
        choices=[("1", "<one>"), ("2", "two")], widget=forms.CheckboxSelectMultiple
    )


FILLED = dict.fromkeys(Every.base_fields, "2") | {
    "words": '"<&',
    "long": "</textarea>",
    "agreed": "on",
}


def tags(html: Any) -> list[str]:
    """Tags and words; blanks between tags are nobody's concern."""
    return re.sub(r">\s+<", "><", " ".join(str(html).split())).replace("> <", "><").split("><")


@pytest.mark.parametrize("data", [None, {}, FILLED], ids=["new", "empty", "filled"])
@pytest.mark.parametrize("name", list(Every.base_fields))
def test_a_control_is_what_django_makes_of_it(name: str, data: dict[str, str] | None) -> None:
    ours, theirs = (Every(data, renderer=one)[name] for one in (Renderer(), Jinja2()))
    assert tags(ours) == tags(theirs)
    assert tags(ours.as_widget(attrs={"class": "control"})) == tags(
        theirs.as_widget(attrs={"class": "control"})
    )


@pytest.mark.parametrize("labelled", [True, False])
@pytest.mark.parametrize("name", ["radio", "ticked"])
def test_an_option_alone_is_what_django_makes_of_it(name: str, labelled: bool) -> None:
    ours, theirs = (Every(FILLED, renderer=one)[name] for one in (Renderer(), Jinja2()))
    for mine, other in zip(ours.subwidgets, theirs.subwidgets, strict=True):
        assert tags(mine.tag(wrap_label=labelled)) == tags(other.tag(wrap_label=labelled))
