"""What proof is asked for, and whether one line of signature gives it.

Without a demand a typed name counts, and is called that. With one, only lines that are proved count: by an SSH key, or by a
signed proof sheet. Where trust comes from outside, the workspace can take away from it and never add to it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from bhxhcomm.core import canonical, people
from bhxhcomm.core.i18n import Message, _
from bhxhcomm.language.normalise import nfc
from bhxhcomm.trust import allowed, ssh
from bhxhcomm.trust.anchors import NOTHING, Anchors

FORMAT = "bhxhcomm-signature/1"
SHEETS = "approvals"
"""The folder of a workspace in which signed proof sheets are kept, each under the SHA-256 of its bytes."""
APPROVER = "approver"


class Proof(StrEnum):
    """How it is known that somebody signed."""

    TYPED = "typed"
    SSH = "ssh"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class SignatureVerdict:
    """Whether a line counts: then by what proof, and by which key (a fingerprint; empty for a typed name). Else the code of
    the reason why not, which `why` puts into words."""

    proof: Proof = Proof.TYPED
    key: str = ""
    fault: str = ""

    @property
    def counts(self) -> bool:
        return not self.fault


TYPED = SignatureVerdict()
_known: dict[bytes, SignatureVerdict] = {}
"""Verdicts of this process, by the exact bytes that they are about: every signature is checked once."""


def message(said: Mapping[str, Any]) -> bytes:
    """The bytes that an SSH key signs for a line: all that it says, in canonical JSON, under the name of this format.

    >>> message({"of": "office", "by": "Hoa"})
    b'{"by":"Hoa","format":"bhxhcomm-signature/1","of":"office"}'
    """
    whole = {"format": FORMAT, **said}
    return nfc(canonical.text(whole)).encode()


def namespace(said: Mapping[str, Any]) -> str:
    """The namespace of an SSH signature: a key may be allowed for one role and not for another."""
    return f"bhxhcomm-{said.get('role') or APPROVER}"


@dataclass(frozen=True)
class Trust:
    """What counts as proof (`accepted`; nothing: typed names count), and who is trusted.

    `also_revoked` is what the workspace revokes beside trust that comes from outside; `root` is the workspace's folder, where
    signed sheets and the lists of batches are kept.
    """

    accepted: frozenset[Proof] = frozenset()
    anchors: Anchors = NOTHING
    also_revoked: Anchors = NOTHING
    root: Path = Path()
    from_outside: bool = False

    @property
    def demands(self) -> bool:
        """Whether anything but a typed name is asked for."""
        return bool(self.accepted)

    @cached_property
    def digest(self) -> bytes:
        """A digest over who is trusted and what counts."""
        parts = (*sorted(self.accepted), self.anchors.digest, self.also_revoked.digest)
        return hashlib.sha256("\0".join(parts).encode()).digest()

    @cached_property
    def _signers(self) -> bytes:
        return allowed.composed(self.anchors.signers)

    @cached_property
    def _persons(self) -> tuple[frozenset[str], ...]:
        """The names of each person, as the file of allowed signers has them: names with a key in common are one's."""
        found: list[tuple[set[str], set[str]]] = []
        for line in allowed.parse(self.anchors.signers):
            keys, names = {line.key}, set(line.names)
            for known in [one for one in found if one[0] & keys or one[1] & names]:
                found.remove(known)
                keys |= known[0]
                names |= known[1]
            found.append((keys, names))
        return tuple(frozenset(names) for _keys, names in found)

    @cached_property
    def _judged(self) -> dict[tuple[str, str], bool]:
        return {}

    @cached_property
    def judged_lines(self) -> dict[int, tuple[object, SignatureVerdict]]:
        """The verdicts on lines that were read with this trust, by the identity of each, which is kept beside."""
        return {}

    def one_key(self, one: str, other: str) -> bool:
        """Whether two names are known to sign with the same key, and so are one person."""
        if (one, other) not in self._judged:
            self._judged[one, other] = any(
                all(any(people.same_person(name, known) for known in names) for name in (one, other))
                for names in self._persons
            )
        return self._judged[one, other]

    def verdict(
        self, said: Mapping[str, Any], date: dt.date, *, ssh_signature: str = "", signed_pdf: str = ""
    ) -> SignatureVerdict:
        """What a line is worth. `said` is all that it says, without its proofs, as plain JSON values.

        Raises `MachineError` where a proof is asked for that this machine cannot check.
        """
        if not self.demands:
            return TYPED
        faults = []
        for proof, given in ((Proof.SSH, ssh_signature), (Proof.PDF, signed_pdf)):
            if not given:
                continue
            if proof not in self.accepted:
                faults.append("other-proof")
                continue
            found = self._remembered(proof, said, date, given)
            if found.counts:
                return found
            faults.append(found.fault)
        return SignatureVerdict(fault=faults[0] if faults else "typed")

    def _remembered(self, proof: Proof, said: Mapping[str, Any], date: dt.date, given: str) -> SignatureVerdict:
        content = message(said)
        parts = (self.digest, proof.value.encode(), content, given.encode(), date.isoformat().encode())
        name = hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).digest()
        if proof is Proof.PDF:
            from bhxhcomm.trust import sheets

            # The file may have gone, or be another one, since it was looked at.
            fault = sheets.fault_of(self.root / SHEETS, given)
            if fault:
                return SignatureVerdict(fault=fault)
        if name not in _known:
            _known[name] = (
                self._by_key(content, said, date, given) if proof is Proof.SSH else self._by_sheet(said, given)
            )
        return _known[name]

    def _by_key(self, content: bytes, said: Mapping[str, Any], date: dt.date, signature: str) -> SignatureVerdict:
        revoked = [one.revoked for one in (self.anchors, self.also_revoked) if one.revoked.strip()]
        checked = ssh.verify(content, signature, str(said["by"]), namespace(said), date, self._signers, revoked)
        return SignatureVerdict(Proof.SSH, checked.key, checked.fault)

    def _by_sheet(self, said: Mapping[str, Any], digest: str) -> SignatureVerdict:
        from bhxhcomm.trust import sheets

        revoked = (*self.anchors.lists, *self.also_revoked.lists)
        sheet = sheets.read(self.root / SHEETS, digest, self.anchors.certificates, revoked)
        key, fault = sheets.covers(sheet, said)
        return SignatureVerdict(Proof.PDF, key, fault)


NO_DEMAND = Trust()


def typed() -> Message:
    """What everything says that shows a signature where no proof is asked for."""
    return _("name typed, not proved")


def approvals_told(trust: Trust) -> Message:
    """What the approvals of a workspace are worth, in a sentence."""
    if not trust.demands:
        return _("Approvals here: {worth}.").format(worth=typed())
    kinds = ", ".join(sorted(trust.accepted))
    if trust.from_outside:
        return _("Approvals here: proved ({kinds}), by whom somebody outside of this workspace trusts.").format(
            kinds=kinds
        )
    return _("Approvals here: proved ({kinds}), by whom this workspace trusts.").format(kinds=kinds)


def why(fault: str) -> Message:
    """A reason why a line does not count, in words."""
    return {
        "signer-unfilled": _("the name of the signer, or the number of the document, has not been filled in"),
        "typed": _("the name is typed and not proved"),
        "other-proof": _("it is proved in a way that is not asked for here"),
        "not-a-signer": _("no trusted key of this name made it"),
        "not-these-words": _("the key signed other words than these"),
        "key-expired": _("the key was no longer valid on that day"),
        "key-not-yet": _("the key was not yet valid on that day"),
        "key-other-role": _("this key may not sign in this role"),
        "key-revoked": _("the key was revoked"),
        "batch-missing": _("it belongs to a batch whose list is not in approvals/"),
        "batch-other": _("the list of its batch in approvals/ is not the one that was signed"),
        "batch-without": _("it is not in the list of its batch"),
        "sheet-missing": _("the signed sheet is not in approvals/"),
        "sheet-other": _("the file in approvals/ is not the sheet that was signed"),
        "sheet-unreadable": _("the signed sheet cannot be read"),
        "sheet-unsigned": _("the sheet has no digital signature"),
        "sheet-invalid": _("a digital signature of the sheet is not valid"),
        "sheet-changed": _("the sheet was changed after it was signed"),
        "sheet-untrusted": _("a certificate on the sheet is not trusted here"),
        "sheet-expired": _("a certificate on the sheet was not valid when it was signed"),
        "sheet-revoked": _("a certificate on the sheet was revoked"),
        "sheet-not-ours": _("it is not a proof sheet of bhxhcomm, or it does not show what it says it is about"),
        "sheet-other-name": _("the sheet is signed by somebody else"),
        "sheet-other-day": _("the sheet was signed on another day"),
        "sheet-other-content": _("the sheet is about something else"),
    }[fault]
