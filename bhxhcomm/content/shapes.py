"""The types that content files are made of: pydantic types that read scalars as people write them and keep their place.

Every type here takes a `Scalar`, `Mapping` or `Sequence` from `nodes` and raises `Wrong`, whose code, message and hint
reach the reader unchanged.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Self, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    PrivateAttr,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

from bhxhcomm.content import formula, prose
from bhxhcomm.content.nodes import Mapping, Scalar
from bhxhcomm.core import digests
from bhxhcomm.core.canonical import REQUIRED, Layout, LayoutField
from bhxhcomm.core.i18n import NO_MESSAGE, Message, _, joined
from bhxhcomm.core.problems import NOWHERE, ContentError, Place, Problem
from bhxhcomm.language import figures
from bhxhcomm.language.figures import Form
from bhxhcomm.language.nearest import nearest
from bhxhcomm.language.normalise import nfc


def wrong(
    code: str, message: Message, hint: Message = NO_MESSAGE, place: Place | None = None, others: Iterable[Problem] = ()
) -> PydanticCustomError:
    """An error with our own code and words, for a validator to raise; `others` are told beside it."""
    # The braces of a message are not for pydantic to fill in: it is passed as a value.
    told = {"text": message, "code": code, "hint": hint, "place": place, "others": tuple(others)}
    return PydanticCustomError("bhxhcomm", "{text}", told)


def text_of(node: Any) -> Scalar:
    """The scalar, when the node is one that holds a text, nothing of which was lost in a comment."""
    scalar = scalar_of(node)
    if scalar.swallowed:
        whole = f"{scalar} {scalar.swallowed}"
        raise wrong(
            "yaml-hash",
            _("` #` begins a comment and swallows `{lost}`").format(lost=scalar.swallowed),
            joined(
                "",
                [
                    _("write: {line}").format(line=f'"{whole}"'),
                    _(" (a comment needs two spaces before it and one behind `#`)"),
                ],
            ),
        )
    return scalar


def scalar_of(node: Any) -> Scalar:
    """The scalar, when the node is one with something in it; the traps of YAML have messages of their own."""
    if isinstance(node, Mapping) and len(node) == 1:
        key, value = next(iter(node.items()))
        if node.flow:
            inner = "{" + key + (f": {value}" if value else "") + "}"
            raise wrong(
                "yaml-brace",
                _("a text that begins with `{start}` must stand in quotes").format(start="{"),
                _("write: {line}").format(line=f'"{inner}"'),
                node.place,
            )
        if isinstance(value, Scalar):
            raise wrong(
                "yaml-colon",
                _("a text that contains `: ` must stand in quotes"),
                _("write: {line}").format(line=f'"{key}: {value}"'),
                node.place,
            )
    if not isinstance(node, Scalar):
        raise wrong(
            "not-a-text",
            _("a text is expected here"),
            _("write one text on this line, in quotes where it has signs of YAML in it"),
            getattr(node, "place", None),
        )
    if not node.strip():
        raise wrong("empty-text", _("there is no text here"), _("write it, or delete this line"))
    return node


class Prose:
    """A text of the author's: its source, its parts, and where it stands."""

    __slots__ = ("_scalar", "parts", "source")

    def __init__(self, scalar: Scalar, parts: tuple[prose.Part, ...]) -> None:
        self._scalar = scalar
        self.source = nfc(str(scalar)).strip()
        self.parts = parts

    @property
    def place(self) -> Place:
        """Where the text begins."""
        return self._scalar.place

    @property
    def raw(self) -> str:
        """The text exactly as it stands in the file, not normalised."""
        return str(self._scalar)

    def at(self, offset: int) -> Place:
        """The place of one character of the text."""
        return self._scalar.at(offset)

    @classmethod
    def read(cls, node: Any) -> Prose:
        scalar = text_of(node)
        try:
            return cls(scalar, prose.parse(str(scalar).rstrip()))
        except prose.ProseSyntaxError as exc:
            others = (Problem(more.code, more.message, scalar.at(more.offset), more.hint) for more in exc.others)
            raise wrong(exc.code, exc.message, exc.hint, scalar.at(exc.offset), others) from exc

    @property
    def placeholders(self) -> tuple[prose.Placeholder, ...]:
        return tuple(part for part in self.parts if isinstance(part, prose.Placeholder))

    @property
    def words(self) -> str:
        """The text without marks, each figure standing as `{id}`; for lint and for searching."""
        return "".join(
            "{" + part.fact + (f":{part.form}" if part.form is not Form.FULL else "") + "}"
            if isinstance(part, prose.Placeholder)
            else part.text
            for part in self.parts
        )

    def __repr__(self) -> str:
        return f"Prose({self.source!r})"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(cls.read)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": ["string", "number"]}


class FormulaText:
    """A formula as it was written, and its tree."""

    __slots__ = ("place", "scalar", "tree")

    def __init__(self, scalar: Scalar, tree: formula.Formula) -> None:
        self.scalar = scalar
        self.tree = tree
        self.place = scalar.place

    @property
    def source(self) -> str:
        return " ".join(self.scalar.split())

    @classmethod
    def read(cls, node: Any) -> FormulaText:
        scalar = scalar_of(node)
        try:
            return cls(scalar, formula.parse(str(scalar)))
        except formula.FormulaError as exc:
            raise wrong(exc.code, exc.message, exc.hint, scalar.at(exc.offset)) from exc

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(cls.read)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": ["string", "number"]}


class ReadBy:
    """An annotation: the scalar is read by this function. `json` is what the JSON Schema says of it."""

    def __init__(self, read: Callable[[Any], Any], json: dict[str, Any]) -> None:
        self.read = read
        self.json = json

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return dict(self.json)


def _line(node: Any) -> Scalar:
    return text_of(node)


def _day(node: Any) -> dt.date:
    scalar = scalar_of(node)
    try:
        return figures.parse_date(str(scalar))
    except figures.FigureSyntaxError as exc:
        raise wrong(exc.code, exc.message, exc.hint) from exc


def _switch(node: Any) -> bool:
    scalar = scalar_of(node)
    if scalar not in ("true", "false"):
        raise wrong(
            "not-a-switch",
            _("`{text}` is neither true nor false").format(text=scalar),
            _("write true or false, or delete the line"),
        )
    return scalar == "true"


def _address(node: Any) -> Scalar:
    scalar = scalar_of(node)
    try:
        prose.check_address(str(scalar))
    except prose.ProseSyntaxError as exc:
        raise wrong(exc.code, exc.message, exc.hint) from exc
    return scalar


def _picture_path(node: Any) -> Scalar:
    scalar = text_of(node)
    parts = re.split(r"[/\\]", scalar)
    if scalar.startswith(("/", "\\", "~")) or ".." in parts or re.match(r"[A-Za-z]:|\w+://", scalar):
        raise wrong(
            "picture-outside",
            _("a picture must lie in this folder or below it: `{path}` does not").format(path=scalar),
            _("copy the file into images/ and write images/<name>"),
        )
    return scalar


def _id(
    pattern: str, code: str, message: Callable[[str], Message], hint: Callable[[], Message]
) -> Callable[[Any], Scalar]:
    compiled = re.compile(pattern)

    def read(node: Any) -> Scalar:
        scalar = scalar_of(node)
        if not compiled.fullmatch(scalar):
            raise wrong(code, message(str(scalar)), hint())
        return scalar

    return read


def Choice(names: type[StrEnum], code: str, message: Callable[[str], Message]) -> Any:  # noqa: N802 - makes a type
    """A type that reads one of an enumeration's values; a misspelt one is met with the nearest."""

    def read(node: Any) -> StrEnum:
        scalar = scalar_of(node)
        known = [name.value for name in names]
        if str(scalar) in known:
            return names(str(scalar))
        raise wrong(code, message(str(scalar)), nearest_hint(str(scalar), known))

    return Annotated[names, ReadBy(read, {"enum": [name.value for name in names]})]


def number_within(node: Any, least: float, most: float, *, whole: bool = False) -> float:
    """The number that a scalar holds, between two bounds, both included; an int where it must be `whole`."""
    scalar = scalar_of(node)
    pattern = r"[-+−]?[0-9]{1,6}" if whole else r"[-+−]?[0-9]{1,6}(?:[.,][0-9]{1,6})?"
    if not re.fullmatch(pattern, scalar):
        message = _("`{text}` is not a whole number") if whole else _("`{text}` is not a number")
        hint = _("write digits alone, such as {example}").format(example=most)
        raise wrong("not-a-number", message.format(text=scalar), hint)
    text = scalar.replace("−", "-").replace(",", ".")
    number = int(text) if whole else float(text)
    if not least <= number <= most:
        message = _("{number} is not between {least} and {most}").format(number=scalar, least=least, most=most)
        nearest_bound = least if number < least else most
        raise wrong("out-of-range", message, _("write {bound}, or a number within").format(bound=nearest_bound))
    return number


def Number(least: float, most: float, *, whole: bool = False) -> Any:  # noqa: N802 - makes a type
    """A type that reads a number between two bounds, both included; a decimal comma or point, no marks of thousands.

    It gives an int where it must be `whole`, else a float. For settings; figures of policy have units and are decimals.
    """

    def read(node: Any) -> float:
        return number_within(node, least, most, whole=whole)

    json = {"type": "integer" if whole else "number", "minimum": least, "maximum": most}
    return Annotated[int if whole else float, ReadBy(read, json)]


def nearest_hint(word: str, known: Iterable[str], *, most: int = 30) -> Message:
    """The hint "did you mean …?" with the nearest names, or the list of all when none is near and they are few: `most`."""
    names = list(known)
    near = nearest(word, names)
    if near:
        return _("did you mean {names}?").format(names=", ".join(f"`{name}`" for name in near))
    if len(names) > most:
        return NO_MESSAGE
    return _("known here: {names}").format(names=", ".join(names))


SLUG_PATTERN = r"[a-z0-9]+(?:-[a-z0-9]+)*"
FACT_ID_PATTERN = prose.FACT_ID.pattern

Line = Annotated[Scalar, ReadBy(_line, {"type": ["string", "number"]})]
Day = Annotated[dt.date, ReadBy(_day, {"type": "string", "format": "date"})]
Switch = Annotated[bool, ReadBy(_switch, {"type": "boolean"})]
Address = Annotated[Scalar, ReadBy(_address, {"type": "string", "format": "uri"})]
PicturePath = Annotated[Scalar, ReadBy(_picture_path, {"type": "string"})]
Slug = Annotated[
    Scalar,
    ReadBy(
        _id(
            SLUG_PATTERN,
            "bad-id",
            lambda text: _("`{text}` is not an id").format(text=text),
            lambda: _("an id has lower-case letters a–z without marks, digits, and single hyphens: ai-tham-gia"),
        ),
        {"type": "string", "pattern": f"^{SLUG_PATTERN}$"},
    ),
]
SHA256_PATTERN = r"[0-9a-f]{64}"
Sha256 = Annotated[
    Scalar,
    ReadBy(
        _id(
            SHA256_PATTERN,
            "not-a-digest",
            lambda text: _("`{text}` is no SHA-256 digest").format(text=text[:80]),
            lambda: _("it has 64 digits of 0–9 and a–f; `bhxhcomm approve` writes it"),
        ),
        {"type": "string", "pattern": f"^{SHA256_PATTERN}$"},
    ),
]
BASE64_PATTERN = r"[A-Za-z0-9+/]{16,12000}={0,2}"
Base64 = Annotated[
    Scalar,
    ReadBy(
        _id(
            BASE64_PATTERN,
            "not-base64",
            lambda text: _("`{text}` is no signature in base64").format(text=text[:80]),
            lambda: _("`bhxhcomm approve --key` writes it, on one line"),
        ),
        {"type": "string", "pattern": f"^{BASE64_PATTERN}$"},
    ),
]


def _digest(node: Any) -> Scalar:
    scalar = text_of(node)
    for one in scalar.split():
        try:
            digests.parsed(one)
        except ContentError as exc:
            (problem,) = exc.problems
            raise wrong(problem.code, problem.message, problem.hint) from exc
    return scalar


KeptDigest = Annotated[Scalar, ReadBy(_digest, {"type": ["string", "number"]})]
"""A digest with its scheme, or several with spaces between them."""
FactId = Annotated[
    Scalar,
    ReadBy(
        _id(
            FACT_ID_PATTERN,
            "bad-id",
            lambda text: _("`{text}` is not the id of a fact").format(text=text),
            lambda: _("such an id has lower-case words of a–z, 0–9 and _, joined by dots: bhyt.ty_le_dong"),
        ),
        {"type": "string", "pattern": f"^{FACT_ID_PATTERN}$"},
    ),
]


class Shape(BaseModel):
    """The base of everything that a content file describes: frozen, no unknown keys, and it knows its place."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        extra="forbid", frozen=True, arbitrary_types_allowed=True, defer_build=True
    )
    _place: Place = PrivateAttr(default_factory=lambda: NOWHERE)

    @model_validator(mode="wrap")
    @classmethod
    def _keep_place(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        shape = handler(data)
        if isinstance(data, Mapping):
            shape._place = data.place
        return shape

    @property
    def place(self) -> Place:
        """Where this thing begins in its file."""
        return self._place


_layouts: dict[type, Layout | None] = {}


def layout(kind: type) -> Layout | None:
    """How a shape is told in canonical forms: its fields by their keys in the file, which the format of the file holds, with
    what each is where the file says nothing. It has no name: its place in the file says what it is. None for other types."""
    if kind not in _layouts:
        _layouts[kind] = _layout(kind) if issubclass(kind, BaseModel) else None
    return _layouts[kind]


def _layout(kind: type[BaseModel]) -> Layout:
    parts = (LayoutField(name, info.alias or name, _absent(info)) for name, info in kind.model_fields.items())
    return Layout("", tuple(parts))


def _absent(info: FieldInfo) -> Any:
    if info.is_required():
        return REQUIRED
    return (
        info.default if info.default_factory is None else info.get_default(call_default_factory=True, validated_data={})
    )


def walk(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Prose]]:
    """Every text inside a shape, in the order of the file, each with the names of the fields that lead to it."""
    if isinstance(value, Prose):
        yield path, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from walk(getattr(value, name), (*path, name))
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from walk(item, (*path, str(name)))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from walk(item, path)


AnyShape = TypeVar("AnyShape", bound=Shape)


def shapes_within(value: object, kind: type[AnyShape]) -> Iterator[AnyShape]:
    """Every shape of a kind inside a shape, in the order of the file."""
    if isinstance(value, kind):
        yield value
    if isinstance(value, Shape):
        for name in type(value).model_fields:
            yield from shapes_within(getattr(value, name), kind)
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from shapes_within(item, kind)
