"""Our own words for a control say what Django's say."""

import re

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


def test_other_controls_are_djangos():
    widget = forms.TextInput()
    assert widget.render("a", "b", renderer=Renderer()) == widget.render(
        "a", "b", renderer=Jinja2()
    )
