"""The words of reports, in Vietnamese and in English on one page: whoever reads it chooses.

A report lies in the hands of people who have no bhxhcomm, so that it cannot ask for the language of their system.
"""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup, escape

from bhxhcomm.core.i18n import N_, catalogue

LANGUAGES = ("vi", "en")
WORDS: Mapping[str, str] = {
    "gallery": N_("What has been made"),
    "changes": N_("What has changed"),
    "pieces": N_("pieces"),
    "files": N_("files"),
    "drafts": N_("drafts"),
    "released": N_("released, and whole on the disk"),
    "touched": N_("files that are missing or were changed"),
    "not_whole": N_("not whole"),
    "withdrawn": N_("withdrawn files"),
    "put_aside": N_("Released files that were put aside"),
    "replaced_by": N_("replaced by"),
    "wrong_file": N_("missing, or changed after it was made"),
    "draft": N_("draft"),
    "search": N_("Search in titles, texts and figures"),
    "pack": N_("Pack"),
    "material": N_("Material"),
    "language": N_("Language"),
    "office": N_("Office"),
    "state": N_("State"),
    "all": N_("all"),
    "shown": N_("shown"),
    "none_shown": N_("Nothing fits what was chosen."),
    "clear": N_("Show everything"),
    "figures": N_("Figures and their sources"),
    "figure": N_("Figure"),
    "value": N_("Value"),
    "since": N_("Since"),
    "source": N_("Legal source"),
    "why_draft": N_("Why it is a draft"),
    "what_it_says": N_("What it says"),
    "captions": N_("Captions"),
    "code": N_("Edition code"),
    "valid_from": N_("Figures valid from"),
    "applies_from": N_("To be handed out from"),
    "next_change": N_("On this day something changes with no file edited"),
    "next_review": N_("Figures must be reviewed from this day on"),
    "page": N_("Page"),
    "open": N_("Open larger"),
    "close": N_("Close"),
    "before": N_("Before"),
    "after": N_("After"),
    "marks": N_("Mark what differs"),
    "figures_changed": N_("Figures that have changed"),
    "no_figures_changed": N_("No figure has changed."),
    "shown_by": N_("Shown by"),
    "withdraw": N_("Released files that must be withdrawn"),
    "no_withdraw": N_("No released file has become wrong."),
    "stale": N_("Translations and recordings that no longer hold"),
    "no_stale": N_("No translation or recording has become stale."),
    "listen_to": N_("Sounds to listen to again"),
    "changed_pieces": N_("Pieces that have changed"),
    "no_changed_pieces": N_("No piece has changed."),
    "unchanged": N_("unchanged"),
    "new": N_("new"),
    "gone": N_("no longer made"),
    "changed": N_("changed"),
    "texts": N_("Words that have changed"),
    "only_in": N_("No picture can be shown of it."),
    "from": N_("From"),
    "to": N_("to"),
    "no_voice": N_("This sound is not in the page; open the file"),
    "skip": N_("Skip to the list"),
    "filters": N_("Choose what is shown"),
    "announced": N_("only announced"),
    "ends": N_("no longer holds from then on"),
    "to_review": N_("figures must have been checked by then"),
}


def words(key: str) -> dict[str, str]:
    """A word of the report, by language."""
    return {lang: catalogue(lang).gettext(WORDS[key]) for lang in LANGUAGES}


def both(texts: Mapping[str, str], tag: str = "span") -> Markup:
    """Words in both languages as an element that shows the Vietnamese ones until others are chosen."""
    vietnamese = texts.get("vi", "")
    english = texts.get("en", vietnamese)
    return Markup('<{tag} data-vi="{vi}" data-en="{en}">{text}</{tag}>').format(
        tag=Markup(tag), vi=vietnamese, en=english, text=escape(vietnamese)
    )


def said(key: str, tag: str = "span") -> Markup:
    """A word of the report as an element."""
    return both(words(key), tag)


def labelled(key: str) -> Markup:
    """Attributes that name an element for screen readers in both languages."""
    texts = words(key)
    return Markup('aria-label="{vi}" data-vi-label="{vi}" data-en-label="{en}"').format(vi=texts["vi"], en=texts["en"])
