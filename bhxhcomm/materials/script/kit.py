"""The reading script of a recording kit: every segment with its number, the name that its file must have, and its words.

Like the radio script it is a Vietnamese form with words of the language in it, in large type.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bhxhcomm.core.problems import NOWHERE
from bhxhcomm.edition.resolve import SOURCE_LANGUAGE, Edition
from bhxhcomm.language import registry
from bhxhcomm.language.text import Mark, Text, Words, plain, words
from bhxhcomm.materials import document
from bhxhcomm.materials.script import lines
from bhxhcomm.materials.spoken_timeline import Narrator


@dataclass(frozen=True, slots=True)
class RecordingItem:
    """One segment to record: its number, the name of its file (without an ending), who speaks, and its words; in another
    language than Vietnamese also how the translator says it, and the Vietnamese (empty where that is not known)."""

    number: int
    name: str
    role: str
    text: Text
    spoken: str = ""
    vietnamese: Text = ()


def compose(
    edition: Edition, items: Iterable[RecordingItem], pieces: Iterable[str], narrator: Narrator, form: Mapping[str, str]
) -> document.Document:
    """The reading script of these segments. `form` has the words of the form, `pieces` are the sounds that it is for."""
    items = tuple(items)
    office = edition.text("office", edition.office.shape.name)
    title = edition.text("pack", edition.pack.shape.title)
    columns = (words(form["kit_number"]), words(form["kit_file"]), words(form["script_words"]))
    order = document.RunningOrder(
        columns,
        tuple(_line(item, edition, narrator, form) for item in items),
        form["script_spoken"],
        form["script_beside"],
    )
    head = {
        "proof_piece": plain(title, edition.lang),
        "kit_language": registry.language(edition.lang).names.vi,
        "kit_pieces": ", ".join(pieces),
        "kit_count": str(len(items)),
    }
    # Vietnamese is written as it is read; in other languages figures stand large, with their Vietnamese reading beside them.
    figures = "kit_figures_in_words" if edition.lang == SOURCE_LANGUAGE else "kit_figures"
    hints = ("kit_rooms", "kit_one_file", "kit_names", figures)
    blocks = (
        document.Heading(words(form["kit_title"]), 1),
        document.Details(tuple((words(form[key]), words(text)) for key, text in head.items())),
        document.Steps(tuple(words(form[key]) for key in hints)),
        order,
        document.Paragraph(words(form["script_marks"])),
        document.Colophon(imprint=((*words(form["issued_by"] + ": "), *office),)),
    )
    return document.Document(
        material="script",
        variant="kit",
        lang=edition.lang,
        lang_tag=edition.lang_tag,
        title=f"{form['kit_title']}: {plain(title, edition.lang)}",
        author=plain(office, edition.lang),
        subject=plain(title, edition.lang),
        sheets=(document.Sheet("script", (document.Panel("kich_ban", blocks),)),),
        labels=tuple(sorted(form.items())),
        flows=True,
    )


def _line(item: RecordingItem, edition: Edition, narrator: Narrator, form: Mapping[str, str]) -> document.ScriptLine:
    who = (*words(f"{form[f'script_role_{item.role}']}: "), Words(item.name, Mark.STRONG))
    line = lines.speech_line(f"{item.number:02}", who, item.role, item.text, item.spoken, edition.lang, narrator)
    if not item.vietnamese:
        return line
    return replace(line, beside=lines.parts(narrator.read(item.vietnamese, item.role, lambda _index: NOWHERE)))
