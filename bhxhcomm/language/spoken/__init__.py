"""How Vietnamese texts are read aloud: figures, dates, numbers of laws and telephones, abbreviations, signs.

`read` takes words that somebody typed, `read_text` a resolved text, whose figures are said from their typed values. Both
give a `Reading`: the words to say, and a problem for everything that was left unread. `tempo` tells how long it takes.
These are rules for Vietnamese; in other languages the speaker supplies the reading.
"""

from bhxhcomm.language.numerals import Accent
from bhxhcomm.language.spoken.lexicon import Lexicon, shipped
from bhxhcomm.language.spoken.reader import read, read_text
from bhxhcomm.language.spoken.reading import Reading, Said
from bhxhcomm.language.spoken.tempo import WORDS_A_MINUTE, seconds, syllables

__all__ = [
    "WORDS_A_MINUTE",
    "Accent",
    "Lexicon",
    "Reading",
    "Said",
    "read",
    "read_text",
    "seconds",
    "shipped",
    "syllables",
]
