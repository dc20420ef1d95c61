"""Jinja2 for templates that are not ours: plain values, a list of what may be read and called, and nothing else.

A workspace may put its own templates before ours; whoever writes one writes a program. Here it sees no object of this
program: blocks are `TemplateRecord`s, which have their fields and no methods, and of what draws it sees `AllowedCalls`, which
let in the calls named in `CALLS`. Jinja2's own sandbox stands around that: names that begin with `_` are nobody's, no value
can be changed, and only the filters and tests named here exist. It does not stop endless work; limits of time and memory do
(`override_rendering`). docs/templates.md says the same to those who write templates; a test compares the two.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from decimal import Decimal
from enum import Enum
from types import BuiltinMethodType, MethodType
from typing import Any

from jinja2 import BaseLoader, StrictUndefined
from jinja2.bccache import BytecodeCache
from jinja2.environment import TemplateModule
from jinja2.runtime import BlockReference, LoopContext, Macro, TemplateReference
from jinja2.sandbox import ImmutableSandboxedEnvironment, safe_range
from jinja2.utils import Namespace

from bhxhcomm.core.tree import field_names

FILTERS = frozenset(
    "abs count d default e escape first float groupby int join kind_of last length list lower map max min reject "
    "rejectattr reverse round select selectattr sort string sum trim unique upper".split()
)
TESTS = frozenset(
    "boolean defined divisibleby eq equalto even false float ge gt greaterthan in integer iterable le lessthan lower lt "
    "mapping ne none number odd sameas sequence string true undefined upper == != < <= > >=".split()
)
GLOBALS = ("range", "namespace")
METHODS: dict[type, frozenset[str]] = {
    str: frozenset("split strip lstrip rstrip startswith endswith lower upper".split()),
    dict: frozenset("get items keys values".split()),
}
"""What may be called on a word and on a mapping that a template makes itself."""
LOOP = frozenset(
    "index index0 revindex revindex0 first last length previtem nextitem depth depth0 cycle changed".split()
)
VALUES: dict[str, frozenset[str]] = {
    "page": frozenset("beside direction edition flip lang leading tag tight".split()),
    "charts": frozenset(),
}
"""What may be read of `page` and `charts`, beside what may be called."""
CALLS: dict[str, frozenset[str]] = {
    "page": frozenset(
        "address blocks body colour cover date dialled em figure_size foot icon icon_place kind label lettered line_count "
        "lines logo mm named one_line picture plain pt qr room safe_link sections size_within sized text "
        "tone watermark widest".split()
    ),
    "charts": frozenset("colours filled lengths one_size ring steps".split()),
}


class TemplateRecord:
    """One value of the document as a template sees it: its fields, each plain or a record again, and no methods."""

    __slots__ = ("_of", "_wrap")

    def __init__(self, wrap: TemplateValues, of: Any) -> None:
        object.__setattr__(self, "_wrap", wrap)
        object.__setattr__(self, "_of", of)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in field_names(type(self._of)):
            raise AttributeError(name)
        return self._wrap.plain(getattr(self._of, name))

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(name)

    def __repr__(self) -> str:
        return f"<{type(self._of).__name__}>"


class AllowedCalls:
    """What a template may call on `page` or `charts`. What goes in is unwrapped, what comes out wrapped."""

    __slots__ = ("_name", "_of", "_wrap")

    def __init__(self, wrap: TemplateValues, of: Any, name: str) -> None:
        object.__setattr__(self, "_wrap", wrap)
        object.__setattr__(self, "_of", of)
        object.__setattr__(self, "_name", name)

    def __getattr__(self, name: str) -> Any:
        if name in CALLS[self._name]:
            return Call(self._wrap, getattr(self._of, name))
        if name in VALUES[self._name]:
            return self._wrap.plain(getattr(self._of, name))
        raise AttributeError(name)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(name)

    def __repr__(self) -> str:
        return f"<{self._name}>"


class Call:
    """One thing that a template may call."""

    __slots__ = ("_function", "_wrap")

    def __init__(self, wrap: TemplateValues, function: Callable[..., Any]) -> None:
        self._wrap = wrap
        self._function = function

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        arguments = [self._wrap.original(one) for one in args]
        named = {name: self._wrap.original(one) for name, one in kwargs.items()}
        return self._wrap.plain(self._function(*arguments, **named))

    def __repr__(self) -> str:
        return "<call>"


class TemplateValues:
    """Values of one render as a template sees them, and back. The same value gives the same record (`is sameas`)."""

    def __init__(self) -> None:
        self._records: dict[int, tuple[Any, TemplateRecord]] = {}
        self._allowed: dict[int, AllowedCalls] = {}

    def allowed_calls(self, of: Any, name: str) -> AllowedCalls:
        """What may be called of `page` or `charts`."""
        if id(of) not in self._allowed:
            self._allowed[id(of)] = AllowedCalls(self, of, name)
        return self._allowed[id(of)]

    def plain(self, value: Any) -> Any:
        """A value as a template sees it. TypeError for one that no template may see."""
        if value is None or isinstance(value, bool | int | float | Decimal | dt.date):
            return value
        if isinstance(value, Enum):
            return value.value
        if isinstance(value, str):
            return value
        if isinstance(value, tuple):
            return tuple(self.plain(one) for one in value)
        if isinstance(value, list | Iterator):
            return [self.plain(one) for one in value]
        if is_dataclass(value) and not isinstance(value, type):
            if id(value) not in self._records:
                self._records[id(value)] = (value, TemplateRecord(self, value))
            return self._records[id(value)][1]
        if id(value) in self._allowed:
            return self._allowed[id(value)]
        raise TypeError(f"no template may see a {type(value).__name__}")

    def original(self, value: Any) -> Any:
        """What a template gives back, as this program has it."""
        if isinstance(value, TemplateRecord | AllowedCalls):
            return value._of
        if isinstance(value, tuple):
            return tuple(self.original(one) for one in value)
        if isinstance(value, list):
            return [self.original(one) for one in value]
        if value is None or isinstance(value, bool | int | float | Decimal | dt.date | str):
            return value
        raise TypeError(f"a {type(value).__name__} cannot be given to a call")


class Sandbox(ImmutableSandboxedEnvironment):
    """An environment with the habits of ours (`templates.environment`), in which only what this module names can be reached."""

    def __init__(
        self, loader: BaseLoader, kept: BytecodeCache, kind_of: Callable[[Any], str], wrap: TemplateValues
    ) -> None:
        super().__init__(
            loader=loader,
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            bytecode_cache=kept,
        )
        self.filters = {name: self.filters[name] for name in FILTERS if name in self.filters}
        self.filters["kind_of"] = lambda block: kind_of(wrap.original(block))
        self.tests = {name: self.tests[name] for name in TESTS if name in self.tests}
        self.globals = {"range": safe_range, "namespace": Namespace}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may read this: a field, a call, what it defined itself, or a method named in `METHODS`."""
        if not isinstance(attr, str) or attr.startswith("_"):
            return False
        if isinstance(obj, TemplateRecord | AllowedCalls | Namespace | TemplateModule | TemplateReference):
            return True
        if isinstance(obj, LoopContext):
            return attr in LOOP
        if isinstance(obj, BlockReference):
            return attr == "super"
        return any(isinstance(obj, kind) and attr in names for kind, names in METHODS.items())

    def is_safe_callable(self, obj: Any) -> bool:
        """Whether a template may call this."""
        if isinstance(obj, Call | Macro | BlockReference | LoopContext) or obj is safe_range or obj is Namespace:
            return True
        if isinstance(obj, BuiltinMethodType | MethodType):
            owner, name = obj.__self__, obj.__name__
            if isinstance(owner, LoopContext):
                return name in ("cycle", "changed")
            return any(isinstance(owner, kind) and name in names for kind, names in METHODS.items())
        return False

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """`format` of a word is no method that a template has."""
        return None
