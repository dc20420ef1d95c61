"""Who runs the program changes what it says, and nothing that it makes: only the edge asks for the interface's language."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "bhxhcomm"
EDGE = {"cli", "report", "doctor.py"}
"""The rooms that print: they, and nobody else, may ask in which language."""
NAMED = {
    "core/vietnamese.py": "what officers sign or work by",
    "sound/engines/espeak.py": "English, from a process to the one that waits for it",
    "planning/plan.py": "reasons, in all languages",
    "ledger/store.py": "reasons, in all languages",
}
"""The other modules that put messages into a language: one that they name, each with why."""
VIETNAMESE = {
    "exchange/handoff.py": "what is found in a translation, in the workbook of a translator",
    "making/posts.py": "notes for the officer who posts",
    "materials/proof.py": "the sheet that is signed",
    "materials/proof_signed.py": "the sheet that is signed",
}
"""The modules whose words are Vietnamese by design."""

pytestmark = pytest.mark.checkout


@cache
def modules() -> dict[str, str]:
    return {
        path.relative_to(PACKAGE).as_posix(): path.read_text(encoding="utf-8") for path in sorted(PACKAGE.rglob("*.py"))
    }


def imports(source: str, name: str) -> bool:
    """Whether a module imports another, whole or something of it."""
    room, _dot, last = name.rpartition(".")
    forms = [rf"from {name} import", rf"import {name}\b"] + (
        [rf"from {room} import (?:[\w, ]*\b)?{last}\b"] if room else []
    )
    return re.search(rf"^ *(?:{'|'.join(forms)})", source, re.MULTILINE) is not None


def test_only_the_edge_asks_for_the_language_of_the_interface() -> None:
    asking = {name for name, source in modules().items() if imports(source, "bhxhcomm.core.interface")}
    assert {name.partition("/")[0] for name in asking} <= EDGE
    assert any(name.startswith("cli/") for name in asking)


def test_nobody_else_looks_at_the_variables_that_name_it() -> None:
    named = re.compile(r"\b(?:BHXHCOMM_LANG|LC_MESSAGES)\b")
    found = {name for name, source in modules().items() if named.search(source)}
    # Children are handed what Python itself looks at.
    assert found == {"core/interface.py", "core/guarded.py"}
    gettext = {name for name, source in modules().items() if imports(source, "gettext")}
    assert gettext == {"core/i18n.py", "core/interface.py"}


def test_below_the_edge_a_message_is_put_into_a_language_only_where_a_page_or_file_has_one() -> None:
    found = {
        name
        for name, source in modules().items()
        if name.partition("/")[0] not in EDGE
        and name not in ("core/i18n.py", "core/interface.py")
        and re.search(r"\b(in_language|in_every_language|said_in)\(", source)
    }
    assert found == NAMED.keys()
    assert {
        name for name, source in modules().items() if imports(source, "bhxhcomm.core.vietnamese")
    } == VIETNAMESE.keys()


def test_the_type_checker_refuses_what_would_lose_a_message(tmp_path: Path) -> None:
    api = pytest.importorskip("mypy.api")
    losing = [
        'message + "."',
        '", ".join([message])',
        'f"{message}."',
        '"{}".format(message)',
        "message.strip().upper().title()[:3] + text",
        "Problem('x', f'{text}')",
        "Problem('x', text)",
        "text[:3] + message[:3]",
    ]
    lines = [
        "from bhxhcomm.core.i18n import _",
        "from bhxhcomm.core.problems import Problem",
        'text = "a"',
        'message = _("x")',
    ]
    path = tmp_path / "losing.py"
    path.write_text("\n".join([*lines, *losing]) + "\n", encoding="utf-8")
    out, _err, status = api.run([str(path), "--strict", "--follow-imports=silent", "--no-error-summary"])
    assert status == 1
    refused = {int(line.split(":")[1]) for line in out.splitlines()}
    assert refused == {len(lines) + 1 + number for number in range(len(losing))}
