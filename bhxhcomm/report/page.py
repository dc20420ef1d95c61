"""A report as one HTML file: style, script, pictures and sounds are in it. It works from a file, offline, on a phone."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from bhxhcomm.core import resources
from bhxhcomm.language import registry
from bhxhcomm.language.figures import numeric_date
from bhxhcomm.page.html import templates
from bhxhcomm.report import words

FOLDER = "report"


def html(template: str, **content: Any) -> bytes:
    """A page from one of the templates of reports. The same content gives the same bytes."""
    environment = _environment()
    whole = environment.get_template(f"{FOLDER}/{template}.html.j2").render(
        style=_part("report.css"), script=_part("report.js"), **content
    )
    return (whole.strip() + "\n").encode()


def date(day: str | None) -> str:
    """A day as people write it; empty for none."""
    import datetime as dt

    return numeric_date(dt.date.fromisoformat(day)) if day else ""


def language_name(lang: str) -> str:
    """A language as Vietnamese readers call it; its id where it is not known any more."""
    try:
        return registry.language(lang).names.vi
    except registry.UnknownLanguage:
        return lang


def language_tag(lang: str) -> str:
    """The BCP 47 tag of a language."""
    try:
        return registry.language(lang).tag
    except registry.UnknownLanguage:
        return "und"


def parted(name: str) -> Markup:
    """An id or a path that may break where its parts end, and not in the middle of a word.

    >>> parted("bhyt.ho_gia_dinh")
    Markup('bhyt.<wbr>ho_<wbr>gia_<wbr>dinh')
    """
    return Markup("<wbr>").join(re.findall(r"[^./_-]*[./_-]+|[^./_-]+", name))


@cache
def _environment() -> Environment:
    environment = templates.environment(FileSystemLoader(str(resources.folder("templates")), encoding="utf-8"))
    environment.globals |= {"said": words.said, "both": words.both, "labelled": words.labelled, "words": words.words}
    environment.filters |= {"date": date, "language_name": language_name, "language_tag": language_tag}
    environment.filters["parted"] = parted
    return environment


def _part(name: str) -> Markup:
    # Ours, and free of what would end the element that it stands in.
    return Markup((resources.folder("templates") / FOLDER / name).read_text(encoding="utf-8"))
