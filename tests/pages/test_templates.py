"""No template holds what fails silently in htmx 4, what the policy blocks, or a word in one language alone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pages.lint import faults
from tests.pages.places import ROOT, place, templates

MAY_MAKE_HTML = {"shared/reading/markdown.py"}
"""Where what people wrote is sanitised."""

WRONG = {
    '<div hx-ext="sse"></div>': "hx-ext",
    '<div sse-connect="/x" sse-swap="y"></div>': "sse-connect",
    '<button hx-post="/x" hx-disabled-elt="this"></button>': "hx-disabled-elt",
    '<form hx-params="*"></form>': "hx-params",
    '<form hx-vars="a:1"></form>': "hx-vars",
    '<body hx-headers="{}"></body>': "hx-headers:inherited",
    '<body hx-target="#x"></body>': "hx-target:inherited",
    '<body hx-boost="true"></body>': "hx-boost:inherited",
    '<a hx-on:click="x()"></a>': "hx-on",
    '<a onclick="x()"></a>': "onclick",
    '<p style="color: red"></p>': "style=",
    "<style>p {}</style>": "<style>",
    "<script>x()</script>": "script with content",
    '<div hx-get="/x" hx-trigger="keyup[key==\'a\']"></div>': "eval",
    '<div hx-get="/x" hx-vals="js:{a: 1}"></div>': "eval",
    '<a href="javascript:x()"></a>': "script as an address",
    "{{ words|safe }}": "escaping",
    "{{ Markup(words) }}": "escaping",
    '<div data-on="htmx:afterSwap"></div>': "htmx 2",
    "<p>Setujui</p>": "Setujui",
    '<img alt="Foto {{ name }}">': "Foto",
}
RIGHT = [
    "",
    '<body hx-headers:inherited="{}" hx-target:inherited="#x"><p>{{ _("Antrean") }}</p></body>',
    '<form method="post" hx-post="/x" hx-target="#x">{% trans %}Berita ini{% endtrans %}</form>',
    '<script type="module" src="{{ static("desk.js") }}"></script>',
    "{# words in a comment #}<kbd>Esc</kbd><code>PUT</code>",
    '<img src="/x" alt="{{ photo.alt }}">{% if a > b %}{{ a }}{% endif %}',
    '<input title="{{ _("Cari") }}" {% if wanted %}checked{% endif %}>',
]


@pytest.mark.parametrize("template", WRONG)
def test_what_may_not_stand_in_a_template_is_seen(template: str) -> None:
    assert any(WRONG[template] in fault for fault in faults(template)), faults(template)


@pytest.mark.parametrize("template", RIGHT)
def test_what_may_stand_in_a_template_is_let_be(template: str) -> None:
    assert faults(template) == []


def test_no_template_holds_what_it_may_not() -> None:
    wrong = [f"{place(path)}:{fault}" for path in templates() for fault in faults(path.read_text())]
    assert wrong == [], "\n".join(wrong)


def markup_of_more_than_letters(path: Path) -> Iterator[int]:
    """Lines where Python calls something safe to show that does not stand there word for word."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Markup":
            yield from (node.lineno for one in node.args if not isinstance(one, ast.Constant))


def test_html_comes_from_one_function_and_from_what_stands_in_the_code() -> None:
    sources = [path for room in ("services", "shared") for path in sorted((ROOT / room).rglob("*.py"))]
    found = {place(path) for path in sources for _ in markup_of_more_than_letters(path)}
    assert found == MAY_MAKE_HTML


def test_no_script_imports_one_that_a_page_loads_by_itself() -> None:
    """It would run twice: a page loads it under an address with its hash, and an import names it without."""
    loaded = {name for path in templates() for name in re.findall(r"static\('(\w+\.js)'\)", path.read_text())}
    scripts = [path for room in ("services", "shared") for path in (ROOT / room).rglob("static/*.js")]
    twice = {(place(path), one) for path in scripts for one in re.findall(r'from "\./(\w+\.js)"', path.read_text())}
    assert {(where, one) for where, one in twice if one in loaded} == set()
