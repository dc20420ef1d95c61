"""Signatures by OpenSSH keys: `ssh-keygen -Y sign` and `-Y verify` (OpenSSH 8.9 or newer), run as children.

What is signed is a file's bytes under a namespace; a signature is kept as the base64 of its armour, on one line. The format
is OpenSSH's PROTOCOL.sshsig. A signature says nothing of when it was made: the date is part of what is signed.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import MachineError, Place, Problem, error

PROGRAM = "ssh-keygen"
PACKAGE = "openssh-client"
NEEDED = (8, 9)
"""That of Ubuntu 22.04, the oldest system that has what is used here (`-O verify-time`, lifetimes of keys)."""
_BEGIN, _END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
_GOOD = re.compile(r'^Good ".*" signature for .* with \S+ key (SHA256:[A-Za-z0-9+/=]+)$', re.MULTILINE)
_PASSED_ON = ("PATH", "HOME", "SSH_AUTH_SOCK", "SSH_ASKPASS", "SSH_ASKPASS_REQUIRE", "DISPLAY", "TMPDIR")
_FAULTS = (
    ("key has expired", "key-expired"),
    ("key is not yet valid", "key-not-yet"),
    ("not permitted for use in signature namespace", "key-other-role"),
    ("namespace does not match", "key-other-role"),
    ("incorrect signature", "not-these-words"),
)
"""What ssh-keygen says when it refuses, and our codes for it."""
SECONDS = 20


@dataclass(frozen=True, slots=True)
class Checked:
    """The fingerprint of the key that made a signature; or, where it does not hold, a code for why."""

    key: str = ""
    fault: str = ""


def verify(
    message: bytes, signature: str, name: str, namespace: str, date: dt.date, signers: bytes, revoked: Sequence[bytes]
) -> Checked:
    """Whether a signature over these bytes was made by a key that these allowed signers give to this name.

    Lifetimes of keys (`valid-after`, `valid-before`) count at noon of `date` in Vietnam. Raises `MachineError` without
    ssh-keygen.
    """
    with tempfile.TemporaryDirectory(prefix="bhxhcomm-") as folder:
        place = Path(folder)
        (place / "signers").write_bytes(signers)
        (place / "sig").write_text(armoured(signature), encoding="ascii", errors="replace")
        command = ["-Y", "verify", "-f", "signers", "-I", name, "-n", namespace, "-s", "sig"]
        command.append(f"-Overify-time={date:%Y%m%d}1200")
        done = _run(command, place, message)
        good = _GOOD.search(done.stdout.decode(errors="replace")) if done.returncode == 0 else None
        if good is None:
            said = done.stderr.decode(errors="replace")
            return Checked(fault=next((code for words, code in _FAULTS if words in said), "not-a-signer"))
        for number, keys in enumerate(revoked):
            (place / f"revoked{number}").write_bytes(keys)
            if _run([*command, "-r", f"revoked{number}"], place, message).returncode != 0:
                return Checked(fault="key-revoked")
    return Checked(good[1])


def sign(messages: Sequence[bytes], key: Path, namespace: str) -> list[str]:
    """A signature over each of these messages. `key` is a private key, or a public one whose private one an agent holds.

    The key is opened once, so that a passphrase is asked for once. Raises `ContentError` where it cannot be used.
    """
    if not key.is_file():
        raise error("no-key", _("there is no such key: {path}").format(path=key), Place(str(key)))
    with tempfile.TemporaryDirectory(prefix="bhxhcomm-") as folder:
        place = Path(folder)
        names = [f"{number}" for number in range(len(messages))]
        for name, message in zip(names, messages, strict=True):
            (place / name).write_bytes(message)
        done = _run(["-q", "-Y", "sign", "-f", str(key.absolute()), "-n", namespace, *names], place, None)
        if done.returncode != 0 or not all((place / f"{name}.sig").is_file() for name in names):
            said = done.stderr.decode(errors="replace").strip().splitlines()
            raise error(
                "key-unusable",
                _("ssh-keygen did not sign with this key: {why}").format(why=said[-1] if said else done.returncode),
                Place(str(key)),
                _("give a private key, or a public one that is in your agent (ssh-add)"),
            )
        return [_body((place / f"{name}.sig").read_text(encoding="ascii")) for name in names]


def armoured(signature: str) -> str:
    """A signature as ssh-keygen reads it: lines of 70 characters between two marks."""
    lines = [signature[at : at + 70] for at in range(0, len(signature), 70)]
    return "\n".join([_BEGIN, *lines, _END, ""])


def _body(text: str) -> str:
    inner = text.partition(_BEGIN)[2].partition(_END)[0]
    return "".join(inner.split())


def version() -> str | None:
    """The version of OpenSSH, such as `OpenSSH_9.2p1`; empty where it does not say it, None without ssh-keygen."""
    if shutil.which(PROGRAM) is None:
        return None
    client = shutil.which("ssh")
    if client is None:
        return ""
    try:
        done = subprocess.run([client, "-V"], capture_output=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stderr.decode(errors="replace").split(",")[0].strip()


def _run(arguments: Sequence[str], folder: Path, given: bytes | None) -> subprocess.CompletedProcess[bytes]:
    program = shutil.which(PROGRAM)
    if program is None:
        raise MachineError(
            Problem(
                "no-ssh-keygen",
                _("signatures by SSH keys are checked by ssh-keygen, which this machine lacks"),
                hint=_("run: {command}").format(command=f"sudo apt-get install {PACKAGE}"),
            )
        )
    # A bare time of a key's lifetime is one of Vietnam, whatever this machine's is.
    settings = {name: os.environ[name] for name in _PASSED_ON if name in os.environ} | {"LC_ALL": "C", "TZ": "<+07>-7"}
    # Whoever signs may be asked for a passphrase, on the terminal; a check asks nothing.
    limit = SECONDS if given is not None else None
    try:
        return subprocess.run(
            [program, *arguments],
            cwd=folder,
            input=given if given is not None else b"",
            capture_output=True,
            env=settings,
            timeout=limit,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess([program], 124, b"", b"")
