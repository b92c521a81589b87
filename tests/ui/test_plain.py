"""What is wrong with a field is said in plain Chinese, whichever field of Django's says it."""

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext, override

from touyan.ui.plain import SAID

WRONG = [
    (forms.CharField(), "", "请填写这一项。"),
    (forms.IntegerField(), "三", "请填写整数。"),
    (forms.FloatField(), "三", "请填写数字。"),
    (forms.FloatField(max_value=90), "95", "不能大于90。"),
    (forms.FloatField(min_value=-90), "-95", "不能小于-90。"),
    (forms.DateField(), "2月30日", "这个日期不对，请重新选择或填写。"),
    (forms.TimeField(), "下午", "这个时间不对，请重新填写。"),
    (forms.EmailField(), "a@", "邮箱地址不对，请检查后重新填写。"),
    (forms.URLField(assume_scheme="https"), "http://", "网址不对，请检查后重新填写。"),
    (forms.ChoiceField(choices=[("a", "甲")]), "b", "“b”不能选，请从列表里选一项。"),
    (forms.ModelChoiceField(queryset=None), None, "请填写这一项。"),
    (forms.FileField(), SimpleUploadedFile("a.pdf", b""), "这个文件是空的，请重新选择。"),
]


@pytest.mark.parametrize(("field", "typed", "why"), WRONG)
def test_each_field_says_what_to_do(field, typed, why):
    with override("zh-hans"):
        with pytest.raises(forms.ValidationError) as wrong:
            field.clean(typed)
        assert wrong.value.messages == [why]


@pytest.mark.parametrize("words", SAID)
def test_nothing_is_left_to_another_catalogue(words):
    with override("zh-hans"):
        said = gettext(words)
    assert said != words
    assert said.endswith("。")
    assert "字段" not in said
    assert "有效" not in said
