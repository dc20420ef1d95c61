"""What a proof sheet is about, as data: its number, the lines of signature that whoever signs it makes, and in which capacity
each of those signs whom the office's chain of approval names.

It stands in the PDF's document information, and its number and digest are printed on the sheet, so that what a person sees
and what is checked cannot be two things.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bhxhcomm.core import people

FORMAT = "bhxhcomm-proof/1"
KEY = "bhxhcommSigned"
"""The key of the document information under which it stands."""
BY_SIGNER = frozenset({"by", "date", "document", "capacity"})
"""What of a line the signature adds: who, when, the number of the sheet, and the capacity, which the sheet states for each
name."""
MAX_CHARACTERS = 4_000_000
Capacity = tuple[str, str, str]
"""A step, the name of somebody who may sign it, and the capacity: "phe-duyet", "Vũ Phó Giám", "KT. GIÁM ĐỐC, PHÓ GIÁM ĐỐC"."""


@dataclass(frozen=True, slots=True)
class Statement:
    """The number of a sheet, and its lines: all that a signature says but who signed, when, and by which document.

    `capacities` are those in which people sign, each with its step and the name.
    """

    number: str
    lines: tuple[Mapping[str, Any], ...]
    capacities: tuple[Capacity, ...] = ()

    def has(self, said: Mapping[str, Any]) -> bool:
        """Whether a line of signature, all that it says, is one of these, by this sheet's number."""
        about = {name: value for name, value in said.items() if name not in BY_SIGNER}
        return said.get("document") == self.number and self._in_capacity(said) and about in self.lines

    def _in_capacity(self, said: Mapping[str, Any]) -> bool:
        """Whether whoever signs a line signs in a capacity that the sheet states for the name, or in none."""
        return not said.get("capacity") or any(
            step == said.get("step") and capacity == said["capacity"] and people.is_named(str(said["by"]), name)
            for step, name, capacity in self.capacities
        )


def text(number: str, lines: Sequence[Mapping[str, Any]], capacities: Sequence[Capacity] = ()) -> str:
    """A statement as it stands in the PDF: canonical JSON, on one line, in ASCII.

    >>> text("PD-1", [{"of": "office", "id": "mau", "digest": "00"}])
    '{"format":"bhxhcomm-proof/1","lines":[{"digest":"00","id":"mau","of":"office"}],"number":"PD-1"}'
    """
    whole: dict[str, Any] = {"format": FORMAT, "number": number, "lines": [dict(line) for line in lines]}
    if capacities:
        whole["capacities"] = [list(one) for one in capacities]
    return json.dumps(whole, sort_keys=True, separators=(",", ":"))


def digest(stated: str) -> str:
    """The digest that is printed on the sheet: the SHA-256 of the statement, as hexadecimal."""
    return hashlib.sha256(stated.encode()).hexdigest()


def grouped(hexadecimal: str) -> str:
    """A digest as a person compares it: in groups of eight."""
    return " ".join(hexadecimal[at : at + 8] for at in range(0, len(hexadecimal), 8))


def parsed(stated: str) -> Statement | None:
    """A statement from its text; None where it is none of ours, or not written as `text` writes it."""
    if not stated or len(stated) > MAX_CHARACTERS:
        return None
    try:
        content = json.loads(stated)
        held = tuple((str(step), str(name), str(capacity)) for step, name, capacity in content.get("capacities", ()))
        found = Statement(str(content["number"]), tuple(dict(line) for line in content["lines"]), held)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return found if stated == text(found.number, found.lines, found.capacities) else None
