"""What a clerk keeps of a canteen: menus, tariffs, carriers, and who is on the list."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from touyan.desk.forms.meals import Standing
from touyan.desk.forms.town import day_field
from touyan.desk.forms.typed import PHONE
from touyan.programmes.models import Menu
from touyan.programmes.rules.canteen import ROUNDS_MOST
from touyan.programmes.states import Allergen, Diet, Group
from touyan.town.models import Person

Dish = dict[str, Any]
BETWEEN = re.compile(r"[：:/／]")
WORDS = re.compile(r"[,，、;；\s]+")
DISHES_MOST = 12


class Carrier(forms.Form):
    number = forms.IntegerField(
        widget=forms.HiddenInput,
        validators=[MinValueValidator(1), MaxValueValidator(ROUNDS_MOST)],
    )
    carrier = forms.ModelChoiceField(Person.objects.none(), label=_("Who goes it"))

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["carrier"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type
        field.queryset = people


class NewTariff(forms.Form):
    group = forms.ChoiceField(label=_("For whom"), choices=Group.choices)
    starts_on = day_field(_("From"))
    price = forms.DecimalField(
        label=_("Price in yuan"), min_value=0, max_value=100, decimal_places=2
    )
    subsidy = forms.DecimalField(
        label=_("Of which the town pays"), min_value=0, max_value=100, decimal_places=2, initial=0
    )

    def clean(self) -> dict[str, Any]:
        """Money is whole fen from here on."""
        data = super().clean() or {}
        return {
            name: int(value * 100) if name in {"price", "subsidy"} else value
            for name, value in data.items()
        }


class NewElder(Standing):
    """Somebody who is not on the list yet."""

    name = forms.CharField(label=_("Name"), max_length=60)
    phone = forms.CharField(
        label=_("Telephone number"), max_length=20,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    starts_on = day_field(_("From"))
    field_order = ("name", "phone", "called", "starts_on")

    def clean_phone(self) -> str:
        phone = re.sub(r"[\s()（）-]", "", self.cleaned_data["phone"])
        if not PHONE.fullmatch(phone):
            raise forms.ValidationError(gettext("A telephone number has 7 to 15 digits."))
        return phone


# The menu of a week ----------------------------------------------------------------------------


class Week(forms.Form):
    """A week on one page: a dish a line, after a colon what it contains and whom it suits."""

    def __init__(
        self, *args: Any, days: Iterable[tuple[date, str]], known: Mapping[str, Dish], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.days, self.known = list(days), known
        for day, label in self.days:
            self.fields[day.isoformat()] = forms.CharField(
                label=label, required=False, max_length=1000,
                widget=forms.Textarea(attrs={"rows": 4}),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Each day's dishes; what is not understood is said beside the day."""
        data = super().clean() or {}
        for name, text in list(data.items()):
            dishes, wrong = dishes_of(text, self.known)
            data[name] = dishes
            for problem in wrong:
                self.add_error(name, problem)
        return data

    @property
    def menus(self) -> dict[date, list[Dish]]:
        return {day: self.cleaned_data[day.isoformat()] for day, _label in self.days}


def dishes_of(text: str, known: Mapping[str, Dish]) -> tuple[list[Dish], list[str]]:
    """The dishes of some lines, and what could not be understood."""
    dishes, wrong = [], []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        name, colon, more = _parted(line)
        if not colon and name in known:
            dishes.append(known[name])
            continue
        dish, unknown = _dish(name, more)
        dishes.append(dish)
        wrong += [
            gettext("“{word}” is not known. Allergens: {allergens}. Diets: {diets}.").format(
                word=word, allergens=_all(Allergen), diets=_all(Diet)
            )
            for word in unknown
        ]
    if len(dishes) > DISHES_MOST:
        wrong.append(gettext("A menu has {n} dishes at most.").format(n=DISHES_MOST))
    return dishes, wrong


def _parted(line: str) -> tuple[str, bool, str]:
    name, *rest = BETWEEN.split(line, maxsplit=1)
    return name.strip()[:60], bool(rest), rest[0] if rest else ""


def _dish(name: str, more: str) -> tuple[Dish, list[str]]:
    allergens, diets = _by_word(Allergen), _by_word(Diet)
    said = [word.lower() for word in _said(more, {*allergens, *diets})]
    contains = [allergens[word] for word in said if word in allergens]
    suits = [diets[word] for word in said if word in diets]
    unknown = [word for word in said if word not in allergens and word not in diets]
    return {"name": name, "contains": sorted(set(contains)), "suits": sorted(set(suits))}, unknown


def _said(more: str, known: set[str]) -> list[str]:
    """Words between commas; what is no word of the list as a whole is parted at its spaces."""
    parts = [part.strip() for part in re.split(r"[,，、;；]", more) if part.strip()]
    return [
        word
        for part in parts
        for word in ([part] if part.lower() in known else filter(None, WORDS.split(part)))
    ]


def _by_word(codes: Any) -> dict[str, str]:
    """The code of each, by its name in the reader's language and by itself."""
    return {str(label).lower(): code for code, label in codes.choices} | {
        code: code for code in codes.values
    }


def _all(codes: Any) -> str:
    return "、".join(str(label) for label in codes.labels)


def lines_of(menu: Menu | None) -> str:
    """A menu as it is typed."""
    return "\n".join(map(_line, menu.dishes if menu else []))


def _line(dish: Dish) -> str:
    words: list[str | Promise] = [
        *(Allergen(code).label for code in dish.get("contains", [])),
        *(Diet(code).label for code in dish.get("suits", [])),
    ]
    return f"{dish['name']}：{'、'.join(map(str, words))}" if words else str(dish["name"])
