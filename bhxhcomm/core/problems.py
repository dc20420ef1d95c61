"""What is wrong, where, and what to do about it.

Every phase reports with the same three shapes: a `Place` in a file, a `Problem` found there, and a `ContentError` that
carries all problems at once. Only the command line prints them. The classes know nothing of YAML or of pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bhxhcomm.core.i18n import NO_MESSAGE, Message, joined, untranslated


class Severity(StrEnum):
    """How much a problem weighs: an error stops the build, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A point in a file. Line and column count from 1 as editors do; 0 means the file as a whole.

    A file without lines has parts in place of them: `part` names one, as the row of a table.
    """

    path: str
    line: int = 0
    column: int = 0
    part: Message = NO_MESSAGE

    @property
    def file(self) -> Message:
        """The file, with the part of it that is meant where `part` says one."""
        return joined(": ", [self.path, self.part]) if self.part else untranslated(self.path)

    @property
    def message(self) -> Message:
        """The place as people read it."""
        return self.file if not self.line else joined(":", [self.file, str(self.line), str(self.column)])

    def __str__(self) -> str:
        return str(self.message)


NOWHERE = Place("")


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: a stable code, a message for a person, a place, and what to do (`hint`, may be empty).

    `pack`, `lang` and `office` name the edition it was found in, where that is known.
    """

    code: str
    message: Message
    place: Place = NOWHERE
    hint: Message = NO_MESSAGE
    severity: Severity = Severity.ERROR
    pack: str = ""
    lang: str = ""
    office: str = ""

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR

    def within(self, *, pack: str = "", lang: str = "", office: str = "") -> Problem:
        """The same problem, said of one edition."""
        return replace(self, pack=pack or self.pack, lang=lang or self.lang, office=office or self.office)

    def __str__(self) -> str:
        head = f"{self.place}: " if self.place.path else ""
        hint = f"\n    {self.hint!s}" if self.hint else ""
        return f"{head}{self.severity}[{self.code}]: {self.message!s}{hint}"


@dataclass(slots=True)
class Problems:
    """A list of problems that grows while a phase runs, so that all of them can be told at once."""

    found: list[Problem] = field(default_factory=list)

    def error(self, code: str, message: Message, place: Place = NOWHERE, hint: Message = NO_MESSAGE) -> None:
        self.found.append(Problem(code, message, place, hint))

    def warning(self, code: str, message: Message, place: Place = NOWHERE, hint: Message = NO_MESSAGE) -> None:
        self.found.append(Problem(code, message, place, hint, Severity.WARNING))

    def extend(self, problems: Iterable[Problem]) -> None:
        self.found.extend(problems)

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.found if problem.is_error]

    def raise_errors(self) -> None:
        """Raise a `ContentError` with everything found, when at least one of it is an error."""
        if self.errors:
            raise ContentError(self.found)

    def __iter__(self) -> Iterator[Problem]:
        return iter(sorted(self.found, key=lambda problem: (problem.place, problem.code, problem.message)))

    def __bool__(self) -> bool:
        return bool(self.found)


class BhxhcommError(Exception):
    """The base of all errors that bhxhcomm raises on purpose."""

    exit_status = 1


class ContentError(BhxhcommError):
    """Something in the content, or a check on the output, does not hold. Carries every problem found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class UsageError(BhxhcommError):
    """The command line says something that does not exist: a format, a purpose, a schema."""

    exit_status = 2

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


class MachineError(BhxhcommError):
    """This machine lacks something (a font, a library, a voice, room on the disk). The hint says what installs it."""

    exit_status = 3

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


def error(code: str, message: Message, place: Place = NOWHERE, hint: Message = NO_MESSAGE) -> ContentError:
    """A `ContentError` with a single problem."""
    return ContentError([Problem(code, message, place, hint)])
