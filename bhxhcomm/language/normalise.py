"""The one spelling of a text: Unicode form NFC, in which every Vietnamese letter with its marks is a single character.

Repairs that NFC does not make (marks in another order, doubled breves, the eth typed for đ) belong here too, one
function each, once the languages that need them are in the registry.
"""

from __future__ import annotations

import unicodedata


def nfc(text: str) -> str:
    """The text in NFC. What is in it already comes back unchanged."""
    return unicodedata.normalize("NFC", text)


def is_nfc(text: str) -> bool:
    """Whether the text is in NFC."""
    return unicodedata.is_normalized("NFC", text)
