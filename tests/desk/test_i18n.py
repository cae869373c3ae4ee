"""Every text of the interface has an English translation, and the switch changes the language."""

from __future__ import annotations

import pytest
from django.test import Client

from tools import messages

pytestmark = pytest.mark.django_db


def test_every_text_has_an_english_translation() -> None:
    assert messages.missing() == [], "run: python -m tools.messages, then translate"


def test_the_compiled_catalogue_is_current() -> None:
    assert not messages.stale(), "run: python -m tools.messages"


def test_texts_are_found_in_templates_and_code() -> None:
    template = "{% translate '甲' %}{% blocktranslate count n=n %}一件{{ n }}{% plural %}多件{{ n }}{% endblocktranslate %}"
    assert dict(messages.in_template(template)) == {"甲": "", "一件%(n)s": "多件%(n)s"}
    assert list(messages.in_code("x = _('乙') + gettext_lazy('丙') + other('丁')")) == ["乙", "丙"]


def test_placeholders_survive_translation() -> None:
    import re

    import polib

    for entry in polib.pofile(str(messages.CATALOGUE)):
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            if text:
                assert set(re.findall(r"%\(\w+\)s", entry.msgid)) == set(re.findall(r"%\(\w+\)s", text)), (
                    entry.msgid
                )


def test_chinese_unless_chosen() -> None:
    client = Client(headers={"accept-language": "en"})
    assert "登录" in client.get("/login/").content.decode()
    client.post("/i18n/setlang/", {"language": "en", "next": "/login/"})
    page = client.get("/login/")
    assert "Log in" in page.content.decode()
    assert page.headers["Content-Language"] == "en"
