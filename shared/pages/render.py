"""From values to HTML: Jinja templates, escaped, in a reader's language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from babel.numbers import format_decimal
from babel.support import NullTranslations
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from shared.fields import name_of
from shared.pages import times
from shared.pages.language import LANGUAGES, Language, translations

HERE = Path(__file__).parent
LOOK = HERE / "static"
"""The style that every page begins with."""


class Pages:
    """Renders templates from these folders. Every template is given `language`, `zone` and `now` beside its values."""

    def __init__(self, templates: Sequence[Path], locales: Sequence[Path], static: Callable[[str], str]) -> None:
        self._said = {language: translations(language, [HERE / "locale", *locales]) for language in LANGUAGES}
        self._environments = {language: _environment(self._said[language], templates, static) for language in LANGUAGES}

    def render(self, template: str, language: Language, *, zone: str, now: datetime, **values: Any) -> str:
        """The template with these values, whole."""
        found = self._environments[language].get_template(template)
        return found.render(language=language, zone=zone, now=now, **values)

    def say(self, text: str, language: Language) -> str:
        """A text that is written in Indonesian, in this language."""
        return self._said[language].gettext(text)


def _environment(catalogue: NullTranslations, templates: Sequence[Path], static: Callable[[str], str]) -> Environment:
    made = Environment(
        loader=FileSystemLoader([HERE / "templates", *templates]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    cast("Any", made).install_gettext_translations(catalogue, newstyle=True)
    made.globals["static"] = static
    made.filters.update(when=_shown(times.when, short=False), day=_shown(times.day, short=False))
    made.filters.update(short=_shown(times.short, short=True), hour=_shown(times.hour, short=True))
    made.filters.update(age=_age, number=_number, as_field=_as_field)
    made.filters.update(field=_field)
    return made


def _shown(form: Callable[[datetime, Language, str], str], *, short: bool) -> Callable[[Context, datetime], Markup]:
    """The filter that writes a time in this form; a short one has the long one as its title."""

    @pass_context
    def shown(context: Context, at: datetime) -> Markup:
        return _time(at, form(at, context["language"], context["zone"]), context if short else None)

    return shown


@pass_context
def _age(context: Context, since: datetime) -> Markup:
    return _time(since, times.age(since, context["now"], context["language"]), context)


@pass_context
def _number(context: Context, value: float) -> str:
    return str(format_decimal(value, locale=context["language"]))


@pass_context
def _field(context: Context, name: str) -> str:
    return name_of(name, context["language"])


@pass_context
def _as_field(context: Context, at: datetime | None) -> str:
    return times.field_value(at, context["zone"])


def _time(at: datetime, text: str, whole: Context | None = None) -> Markup:
    """`<time>` for machines; a short form has the long one as its title."""
    if whole is None:
        return Markup('<time datetime="{}">{}</time>').format(at.isoformat(timespec="milliseconds"), text)
    title = times.when(at, whole["language"], whole["zone"])
    return Markup('<time datetime="{}" title="{}">{}</time>').format(at.isoformat(timespec="milliseconds"), title, text)
