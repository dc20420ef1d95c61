"""What build commands print with `--json`: one object, whose schema is `bhxhcomm schema output`. Others rely on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from bhxhcomm.core.i18n import N_
from bhxhcomm.core.problems import Problem
from bhxhcomm.edition.drafts import Reason
from bhxhcomm.language.text import Figure, Source, Value

SCHEMA = 1
FORMAT = "output/1"
Status = Literal["built", "unchanged", "refused", "failed", "planned"]
"""`planned` is what `--dry-run` and `--check` say of what is out of date."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FactUsed(_Part):
    """A figure that an artifact shows."""

    id: str = Field(description=N_("Id of the fact"))
    value: int | float | str = Field(description=N_("Its value: a number, a date as year-month-day, or words"))
    effective_from: str = Field(description=N_("Day from which it holds, as year-month-day"))
    source: str = Field(description=N_("Its legal sources"))


class ReasonGiven(_Part):
    """Why an artifact is a draft."""

    code: str = Field(description=N_("Code of the reason"))
    subject: str = Field(description=N_("What it is about"))
    message: str = Field(description=N_("The reason in words"))


class BecauseGiven(_Part):
    """Why an artifact was made anew."""

    code: str = Field(description=N_("Code of the reason"))
    subject: str = Field(description=N_("What it is about"))
    before: str = Field(description=N_("What it was, where that can be said"))
    after: str = Field(description=N_("What it is, where that can be said"))
    message: str = Field(description=N_("The reason in words"))


class Artifact(_Part):
    """One file that was asked for."""

    path: str = Field(description=N_("The file"))
    pack: str = Field(description=N_("Id of the pack"))
    material: str = Field(description=N_("Kind of material"))
    variant: str = Field(description=N_("Variant of the material"))
    format: str = Field(description=N_("Format of the file"))
    lang: str = Field(description=N_("Registry id of the language"))
    office: str = Field(description=N_("Id of the office"))
    as_of: str = Field(description=N_("Date of the build, as year-month-day"))
    code: str = Field(description=N_("Edition code, as printed on the piece"))
    sha256: str = Field(description=N_("Digest of the file; empty where none was written"))
    status: Status = Field(description=N_("What became of it"))
    draft: bool = Field(description=N_("Whether it is marked as a draft"))
    reasons: list[ReasonGiven] = Field(description=N_("Why it is a draft"))
    facts: list[FactUsed] = Field(description=N_("The figures that it shows"))
    checks: dict[str, Any] = Field(description=N_("What was measured on the output"))
    applies_from: str | None = Field(
        None, description=N_("Day from which it may be handed out, where that is still to come when it is made")
    )
    because: list[BecauseGiven] = Field(default_factory=list, description=N_("Why it is made anew"))


class LeftOver(_Part):
    """A file of an earlier build that nobody asks for any more."""

    path: str = Field(description=N_("The file"))
    code: str = Field(description=N_("Edition code, as printed on the piece"))
    removed: bool = Field(description=N_("Whether it was removed (--prune)"))
    edited: bool = Field(
        description=N_("Whether it was changed by hand: then it is kept, with --prune and --force too")
    )


class PutAside(_Part):
    """A released file whose edition was replaced by this build."""

    path: str = Field(description=N_("The file"))
    was: str = Field(description=N_("Where it lay while it was released"))
    code: str = Field(description=N_("Edition code, as printed on the piece"))
    replaced_by: str = Field(description=N_("Code of the edition that took its place"))


class ProblemFound(_Part):
    """Something that is wrong."""

    code: str = Field(description=N_("Code of the problem"))
    severity: Literal["error", "warning"] = Field(description=N_("How much it weighs"))
    message: str = Field(description=N_("What is wrong"))
    path: str = Field(description=N_("File, empty where there is none"))
    line: int = Field(description=N_("Line, from 1; 0 for the file as a whole"))
    column: int = Field(description=N_("Column, from 1; 0 for the file as a whole"))
    hint: str = Field(description=N_("What to do"))
    pack: str = Field(description=N_("Pack in which it was found"))
    lang: str = Field(description=N_("Language in which it was found"))
    office: str = Field(description=N_("Office for which it was found"))


class Output(_Part):
    """All that a build command says."""

    format: Literal["output/1"] = Field("output/1", description=N_("Name and version of this contract"))
    schema_: Literal[1] = Field(1, alias="schema", description=N_("Version of this schema"))
    artifacts: list[Artifact] = Field(description=N_("Files that were asked for"))
    problems: list[ProblemFound] = Field(description=N_("Everything that was found"))
    left_over: list[LeftOver] = Field(
        default_factory=list, description=N_("Files of earlier builds that nobody asks for any more")
    )
    withdrawn: list[PutAside] = Field(
        default_factory=list, description=N_("Released files that were put aside, for another edition took their place")
    )
    next: str | None = Field(None, description=N_("Next day on which something changes with no file edited"))
    next_kinds: list[Literal["value", "ends", "review"]] = Field(
        [],
        description=N_(
            "What comes on that day: value (another value holds), ends (a value no longer holds), review (figures must have "
            "been checked)"
        ),
    )


def problem(found: Problem) -> dict[str, Any]:
    """A problem as it is printed."""
    return {
        "code": found.code,
        "severity": found.severity.value,
        "message": found.message,
        "path": found.place.file,
        "line": found.place.line,
        "column": found.place.column,
        "hint": found.hint,
        "pack": found.pack,
        "lang": found.lang,
        "office": found.office,
    }


def reason(given: Reason) -> dict[str, Any]:
    """A reason for a draft as it is printed."""
    return {"code": given.code, "subject": given.subject, "message": given.message}


def figure(shown: Figure) -> dict[str, Any]:
    """A figure as it is printed."""
    return {
        "id": shown.id,
        "value": value(shown.value),
        "effective_from": shown.effective_from.isoformat(),
        "source": "; ".join(source.document for source in shown.sources),
    }


def source(given: Source) -> dict[str, Any]:
    """A legal source as it is printed."""
    return {
        "document": given.document,
        "signed": given.signed.isoformat() if given.signed else None,
        "in_force": given.in_force.isoformat() if given.in_force else None,
        "article": given.article,
        "link": given.link,
    }


def value(given: Value) -> int | float | str:
    """A value as JSON has it: whole numbers as such, rates as fractions of 1, dates as year-month-day."""
    if isinstance(given, Decimal):
        return int(given) if given == given.to_integral_value() else float(given)
    return given.isoformat() if isinstance(given, dt.date) else given


def whole(artifacts: Iterable[dict[str, Any]], problems: Iterable[Problem]) -> dict[str, Any]:
    """The whole object."""
    return {
        "format": FORMAT,
        "schema": SCHEMA,
        "artifacts": list(artifacts),
        "problems": [problem(found) for found in problems],
    }
