"""Words to post with the pictures: captions for Facebook and Zalo, and a text message.

Limits are stated here with where they were read and when; a platform changes them without a word, so look again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from bhxhcomm.content.nodes import Scalar
from bhxhcomm.content.shapes import Address, Prose, Shape, Switch, text_of, wrong
from bhxhcomm.core.i18n import N_, _, ngettext
from bhxhcomm.core.problems import Problems
from bhxhcomm.edition.resolve import Edition
from bhxhcomm.language import sms
from bhxhcomm.language.text import Text, plain
from bhxhcomm.materials import document

_HASHTAG = re.compile(r"[^\W\d_][\w]*")


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel with the longest caption that it takes, in characters (Unicode code points), links and hashtags included.

    `folds_at` is about where a reader's screen cuts it off behind “See more”.
    """

    name: str
    most: int
    folds_at: int
    source: str
    as_of: str


CHANNELS: Mapping[str, Channel] = {
    "facebook": Channel(
        "Facebook",
        63_206,
        477,
        "Longest post as the company stated in 2011 and counters still measure; the fold is approximate (desktop)",
        "2025-11",
    ),
    "zalo": Channel(
        "Zalo OA",
        2_000,
        300,
        "Text message of an Official Account: at most 2,000 characters (developers.esms.vn, consulting message in text form)",
        "2025-11",
    ),
}
MOST_SEGMENTS = 3
"""What a text message may cost unless the pack says otherwise: the operators' usual price steps end at three or four."""


def _hashtag(node: Any) -> Scalar:
    scalar = text_of(node)
    bare = scalar.removeprefix("#")
    if not _HASHTAG.fullmatch(bare):
        raise wrong(
            "bad-hashtag",
            _("`{text}` is not a hashtag").format(text=scalar),
            _("a hashtag is one word of letters and digits, without spaces: BHYTHoGiaDinh"),
        )
    return Scalar(bare, scalar.place)


def _whole(node: Any) -> int:
    if isinstance(node, Scalar) and re.fullmatch(r"[1-9]", node):
        return int(node)
    raise wrong("bad-segments", _("a number from 1 to 9 is expected here"), _("write: {line}").format(line="most: 3"))


Hashtag = Annotated[Scalar, BeforeValidator(_hashtag), WithJsonSchema({"type": "string"})]


class CaptionShape(Shape):
    """A caption: paragraphs, an address, hashtags."""

    text: list[Prose] = Field(
        min_length=1, description=N_("The paragraphs of the caption; the first one is what is seen")
    )
    link: Address | None = Field(None, description=N_("Address below the words"))
    hashtags: list[Hashtag] = Field(default_factory=list, description=N_("Hashtags, without #"))


class SmsShape(Shape):
    """A text message."""

    text: Prose = Field(description=N_("The message; write it short"))
    unaccented: Switch = Field(
        False, description=N_("Whether it is sent without Vietnamese marks, which costs a third")
    )
    most: Annotated[int, BeforeValidator(_whole), WithJsonSchema({"type": "integer", "minimum": 1, "maximum": 9})] = (
        Field(MOST_SEGMENTS, description=N_("The most segments that it may take"))
    )


class PostsShape(Shape):
    """Words to post with the pictures."""

    facebook: CaptionShape | None = Field(None, description=N_("Caption on Facebook"))
    zalo: CaptionShape | None = Field(None, description=N_("Caption on Zalo"))
    sms: SmsShape | None = Field(None, description=N_("Text message"))

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.facebook is None and self.zalo is None and self.sms is None:
            raise wrong(
                "posts-empty",
                _("no channel is named here"),
                _("known here: {names}").format(names="facebook, zalo, sms"),
            )
        return self


@dataclass(frozen=True, slots=True)
class PostPictures:
    """The pictures that captions go with, by variant and part, and the lines that stand for each of them."""

    pictures: tuple[tuple[str, str], ...] = ()
    alt: tuple[tuple[Text, ...], ...] = ()


def panels(
    edition: Edition, shape: PostsShape, context: str, shown: PostPictures, problems: Problems
) -> Iterator[document.Panel]:
    """A panel for each channel, with its words. What is over a limit is among the problems, at its place in the pack."""
    for key, channel in CHANNELS.items():
        caption: CaptionShape | None = getattr(shape, key)
        if caption is not None:
            yield document.Panel(key, (_caption(edition, caption, channel, context, shown, problems),))
    if shape.sms is not None:
        yield document.Panel("sms", (_message(edition, shape.sms, context, problems),))


def _caption(
    edition: Edition, shape: CaptionShape, channel: Channel, context: str, shown: PostPictures, problems: Problems
) -> document.Caption:
    caption = document.Caption(
        tuple(edition.text(context, prose) for prose in shape.text),
        str(shape.link or ""),
        tuple(str(tag) for tag in shape.hashtags),
        shown.pictures,
        shown.alt,
    )
    length = len(written(caption, edition.lang))
    if length > channel.most:
        over = length - channel.most
        message = ngettext(
            "the caption for {channel} is {over} character too long ({length} of {most})",
            "the caption for {channel} is {over} characters too long ({length} of {most})",
            over,
        )
        problems.error(
            "caption-too-long",
            message.format(channel=channel.name, over=over, length=length, most=channel.most),
            shape.text[0].place,
            _("shorten it; the address and the hashtags count too"),
        )
    return caption


def _message(edition: Edition, shape: SmsShape, context: str, problems: Problems) -> document.TextMessage:
    text = edition.text(context, shape.text)
    message = sms.message(as_sent(text, edition.lang, unaccented=shape.unaccented))
    if message.count > shape.most:
        room = sms.JOINED[message.encoding] * shape.most if shape.most > 1 else sms.SINGLE[message.encoding]
        over = max(1, message.units - room)
        said = ngettext(
            "the text message takes {count} segments, and may take {most}: {over} character is too many",
            "the text message takes {count} segments, and may take {most}: {over} characters are too many",
            over,
        )
        costly = " ".join(message.costly[:12])
        problems.error(
            "sms-too-long",
            said.format(count=message.count, most=shape.most, over=over),
            shape.text.place,
            _("shorten it, or send it `unaccented: true`; these letters cost more: {letters}").format(letters=costly)
            if costly
            else _("shorten it"),
        )
    return document.TextMessage(text, shape.unaccented, shape.most)


def written(caption: document.Caption, lang: str) -> str:
    """A caption as it is pasted: paragraphs, address, hashtags."""
    parts = [plain(paragraph, lang) for paragraph in caption.paragraphs]
    parts += [caption.link] if caption.link else []
    parts += [" ".join(f"#{tag}" for tag in caption.hashtags)] if caption.hashtags else []
    return "\n\n".join(parts)


def as_sent(text: Text, lang: str, *, unaccented: bool) -> str:
    """The words of a text message as they are sent."""
    whole = plain(text, lang)
    return sms.unaccented(whole) if unaccented else whole
