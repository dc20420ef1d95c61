"""What comes of reading a text: the words to say, piece by piece, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass

from bhxhcomm.core.problems import Problem
from bhxhcomm.language.text import Mark


@dataclass(frozen=True, slots=True)
class Said:
    """A stretch of the spoken form. `printed` is what stands on paper for it, empty where that is the same words; `figure`
    says that it is that of a figure of a fact."""

    text: str
    printed: str = ""
    mark: Mark = Mark.NONE
    figure: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as it is said aloud. The texts of `said` put together are `spoken`."""

    spoken: str
    problems: tuple[Problem, ...] = ()
    said: tuple[Said, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether everything of the text could be read."""
        return not any(problem.is_error for problem in self.problems)
