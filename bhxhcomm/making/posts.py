"""The words to post with the pictures: `posts.md` for people, JSON for programs that post."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from bhxhcomm.core.vietnamese import _
from bhxhcomm.language import sms
from bhxhcomm.language.text import plain
from bhxhcomm.making.request import Request
from bhxhcomm.materials.document import Caption, Document, TextMessage
from bhxhcomm.materials.infographic.posts import CHANNELS, as_sent, written

SCHEMA = 1


def as_json(document: Document, request: Request) -> bytes:
    """All posts of a document with their measures."""
    whole = {
        "schema": SCHEMA,
        "code": document.code,
        "pack": request.pack,
        "lang": document.lang,
        "office": request.office,
        "draft": document.draft,
        "title": document.title,
        "posts": list(_posts(document, request)),
    }
    return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode()


def as_markdown(document: Document, request: Request) -> bytes:
    """The posts to be copied from, each in a fence, with what a person wants to know before pasting it.

    The notes are for officers, and in Vietnamese as theirs are.
    """
    lines = [f"# {document.title}", ""]
    if document.draft:
        lines += [f"**{dict(document.labels)['draft']}**", ""]
    for post in _posts(document, request):
        lines += [*_markdown(post), ""]
    lines += [f"{dict(document.labels)['code']}: {document.code}", ""]
    return "\n".join(lines).encode()


def _posts(document: Document, request: Request) -> Iterator[dict[str, Any]]:
    for sheet in document.sheets:
        for panel in sheet.panels:
            for block in panel.blocks:
                if isinstance(block, Caption):
                    yield _caption(panel.name, block, document, request)
                elif isinstance(block, TextMessage):
                    yield _message(block, document)


def _caption(name: str, block: Caption, document: Document, request: Request) -> dict[str, Any]:
    channel = CHANNELS[name]
    text = written(block, document.lang)
    pictures = [
        request.path("png", draft=document.draft, of=request.material, variant=variant, part=part).name
        for variant, part in block.pictures
    ]
    alternatives = [[plain(line, document.lang) for line in lines] for lines in block.alt]
    return {
        "channel": name,
        "text": text,
        "characters": len(text),
        "limit": channel.most,
        "folds_at": channel.folds_at,
        "limit_source": channel.source,
        "limit_as_of": channel.as_of,
        "link": block.link,
        "hashtags": list(block.hashtags),
        "pictures": pictures,
        "alt": alternatives[0] if alternatives else [],
        "alternatives": [
            {"picture": picture, "alt": lines} for picture, lines in zip(pictures, alternatives, strict=True)
        ],
    }


def _message(block: TextMessage, document: Document) -> dict[str, Any]:
    message = sms.message(as_sent(block.text, document.lang, unaccented=block.unaccented))
    return {
        "channel": "sms",
        "text": message.text,
        "encoding": message.encoding.value,
        "units": message.units,
        "characters": len(message.text),
        "segments": message.count,
        "limit": block.most,
        "unaccented": block.unaccented,
        "costly": list(message.costly),
    }


def _markdown(post: dict[str, Any]) -> Iterator[str]:
    """One post, with notes for whoever posts it."""
    if post["channel"] == "sms":
        yield "## SMS"
        yield ""
        yield _("{units} units in {encoding}, {segments} of at most {limit} segments.").format(**post)
        if post["costly"]:
            yield _("Letters that cost more: {letters}").format(letters=" ".join(map(_shown, post["costly"])))
    else:
        yield f"## {CHANNELS[post['channel']].name}"
        yield ""
        words = _("{characters} of {limit} characters; a screen shows about the first {folds_at}.")
        yield words.format(**post)
        for picture in post["pictures"]:
            yield _("Picture: {name}").format(name=picture)
    yield ""
    yield "```text"
    yield post["text"]
    yield "```"
    for each in post.get("alternatives", ()):
        yield ""
        yield _("Alternative text of {name}:").format(name=each["picture"])
        yield ""
        yield "```text"
        yield "\n".join(each["alt"])
        yield "```"


def _shown(character: str) -> str:
    return f"`{character}`" if character.isprintable() and not character.isspace() else f"U+{ord(character):04X}"
