"""What comes back from a worker, looked at before anything of it is written.

A worker is asked for the products of one piece. It gives files of these products, with plain names and of a size that such
files have, problems, and clips that lie in the folder of clips. Anything else is refused as a whole.

This holds against a worker that is broken or has another program. It does not hold against one that is hostile: Dask itself
unpickles whatever an end of a connection sends, before any of this is reached. Against strangers stands TLS (SECURITY.md).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from typing import Any

from bhxhcomm.core import paths
from bhxhcomm.core.i18n import NO_MESSAGE, Message, _
from bhxhcomm.core.problems import Place, Problem, error
from bhxhcomm.ledger.product import File, Product
from bhxhcomm.making.export import Exported
from bhxhcomm.making.make import Outcome

MOST_FILE, MOST_ALL, MOST_FILES = 400_000_000, 1_500_000_000, 500
"""Bytes of one file and of all that a piece gives; files of a piece. A bundle of sounds for carriers has 60 MB."""
MOST_CLIP = 100_000_000
_PART = re.compile(r"[a-z0-9][a-z0-9-]{0,60}|")
_ENDING = re.compile(r"[a-z0-9]{1,5}(\.[a-z0-9]{1,5})?|")
_CLIP = re.compile(r"[a-z0-9_-]+/[0-9a-f]{16,64}\.(?:wav|json)")


def digest(outcome: Outcome, clips: Mapping[str, bytes]) -> str:
    """One SHA-256 over all bytes that a worker gives, which it sends beside them."""
    whole = hashlib.sha256()
    files = outcome.exported.files if outcome.exported is not None else ()
    for data in (*(file.data for file in files), *(clips[name] for name in sorted(clips))):
        whole.update(hashlib.sha256(data).digest())
    return whole.hexdigest()


def check(given: Any, products: Collection[Product], worker: str) -> None:
    """Hold what a worker gave against what it was asked for. Raises `ContentError` `result-refused`, or `path-unsafe` for the
    name of a clip."""
    why = _outcome(given, products) or _clips(given.clips, worker) or _bytes(given)
    if why:
        message = _("what the worker {worker} gave is refused: {why}").format(worker=worker, why=why)
        raise error("result-refused", message, hint=_("nothing of it was written; see what runs on that machine"))


def _outcome(given: Any, products: Collection[Product]) -> Message:
    outcome = getattr(given, "outcome", None)
    if type(outcome) is not Outcome or not all(type(one) is Problem for one in outcome.problems):
        return _("it is no result")
    made = outcome.exported
    if made is None:
        return NO_MESSAGE
    if type(made) is not Exported or len(made.files) > MOST_FILES:
        return _("it is no result")
    if not all(type(one) is Problem for one in made.problems):
        return _("it is no result")
    wanted = {product.name: product for product in products}
    for file in made.files:
        if type(file) is not File or type(file.data) is not bytes:
            return _("it is no result")
        if wanted.get(file.product.name) != file.product:
            return _("nobody asked for {name}").format(name=paths.shown(file.product.name))
        if not _PART.fullmatch(file.part) or not _ENDING.fullmatch(file.format):
            return _("“{name}” is no name of a file").format(name=paths.shown(f"{file.part}.{file.format}"))
        if not 0 < len(file.data) <= MOST_FILE:
            return _("a file has {count} bytes").format(count=len(file.data))
    if unasked := [product for product in made.failed if wanted.get(product.name) != product]:
        return _("nobody asked for {name}").format(name=paths.shown(unasked[0].name))
    return NO_MESSAGE


def _clips(clips: Any, worker: str) -> Message:
    for name, data in dict(clips).items():
        paths.relative(name, Place(worker))
        if not _CLIP.fullmatch(name):
            return _("“{name}” is no name of a clip").format(name=paths.shown(name))
        if type(data) is not bytes or len(data) > MOST_CLIP:
            return _("a clip is too large")
    return NO_MESSAGE


def _bytes(given: Any) -> Message:
    files = given.outcome.exported.files if given.outcome.exported is not None else ()
    if sum(len(file.data) for file in files) + sum(map(len, given.clips.values())) > MOST_ALL:
        return _("it is too large")
    if given.digest != digest(given.outcome, given.clips):
        return _("its bytes are not those that were sent")
    return NO_MESSAGE
