"""What a worker gives is looked at before anything of it is written; and what a cluster's certificates let in."""

from __future__ import annotations

import datetime as dt
import os
import ssl
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from bhxhcomm.core.problems import ContentError, Problem, UsageError
from bhxhcomm.ledger.product import File, Product
from bhxhcomm.making.export import Exported
from bhxhcomm.making.make import Outcome
from bhxhcomm.running.cluster import certificates, executor, result_check
from bhxhcomm.running.cluster.tasks import WorkerResult
from tests.cli.program import run

PDF = Product("pdf")
TODAY = dt.date(2026, 11, 29)
HASH = "0" * 32


def given(*files: File, clips: dict[str, bytes] | None = None, **changes: Any) -> WorkerResult:
    outcome = Outcome(Exported(files or (File(PDF, "", b"%PDF"),)))
    made = WorkerResult(outcome, "/a", "/b", clips or {}, result_check.digest(outcome, clips or {}))
    return replace(made, **changes)


def test_what_was_asked_for_is_taken() -> None:
    result_check.check(given(), [PDF], "w")
    result_check.check(given(File(PDF, "trang-1", b"x", {}, "alt.txt")), [PDF], "w")
    result_check.check(given(clips={f"espeak-ng/{HASH}.wav": b"RIFF"}), [PDF], "w")


class Runs:
    """An object that runs a program when it is unpickled, where a result should be."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, ("touch ran",)


FORGED = {
    "another product": given(File(Product("docx"), "", b"x")),
    "a product with other options": given(File(Product("pdf", options=(("marks", "yes"),)), "", b"x")),
    "a part that goes up": given(File(PDF, "../../x", b"x")),
    "a part that is absolute": given(File(PDF, "/etc/x", b"x")),
    "an ending that is a path": given(File(PDF, "", b"x", {}, "pdf/../../x")),
    "a file of nothing": given(File(PDF, "", b"")),
    "no outcome": replace(given(), outcome="text"),  # type: ignore[arg-type]
    "a wrong digest": given(digest="0" * 64),
    "no digest": given(digest=""),
    "problems that are none": replace(given(), outcome=Outcome(None, ("x",))),  # type: ignore[arg-type]
    "a clip of another name": given(clips={"x.py": b"x"}),
    "a clip that goes up": given(clips={f"../{HASH}.wav": b"x"}),
    "a clip that is absolute": given(clips={f"/tmp/{HASH}.wav": b"x"}),
    "an object of its own": replace(given(), outcome=Runs()),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED.keys())
def test_anything_else_is_refused(forged: WorkerResult) -> None:
    with pytest.raises(ContentError) as caught:
        result_check.check(forged, [PDF], "tcp://w:1")
    assert caught.value.problems[0].code in ("result-refused", "path-unsafe")


@pytest.mark.parametrize("limit", ["MOST_FILE", "MOST_ALL", "MOST_FILES", "MOST_CLIP"])
def test_what_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setattr(result_check, limit, 0)
    with pytest.raises(ContentError) as caught:
        result_check.check(given(clips={f"espeak-ng/{HASH}.wav": b"RIFF"}), [PDF], "w")
    assert caught.value.problems[0].code == "result-refused"


def test_a_piece_that_failed_there_tells_its_problems() -> None:
    outcome = Outcome(None, (Problem("text-lost", "x"),))
    result_check.check(WorkerResult(outcome, "", "", {}, result_check.digest(outcome, {})), [PDF], "w")


# TLS.


@pytest.mark.parametrize(
    "address", ["tcp://10.0.0.1:8786", "10.0.0.1:8786", "tcp://[2001:db8::1]:8786", "tcp://localhost.example:1"]
)
def test_another_machine_without_tls_is_refused(address: str) -> None:
    with pytest.raises(UsageError) as caught:
        executor._protected(address)
    assert caught.value.problem.code == "not-encrypted"
    assert "--unencrypted" in caught.value.problem.hint


@pytest.mark.parametrize(
    "address", ["tls://10.0.0.1:8786", "tcp://127.0.0.1:8786", "tcp://localhost:1", "tcp://[::1]:8786"]
)
def test_tls_and_this_machine_are_not(address: str) -> None:
    executor._protected(address)


def test_certificates_of_each_role_hold_for_each_other_and_for_nobody_else(tmp_path: Path) -> None:
    certificates.make(tmp_path / "one", 30, dt.datetime.now(dt.UTC).date())
    certificates.make(tmp_path / "other", 30, dt.datetime.now(dt.UTC).date())
    assert _handshake(tmp_path / "one" / "scheduler", tmp_path / "one" / "worker")
    assert not _handshake(tmp_path / "one" / "scheduler", tmp_path / "other" / "worker")
    assert not _handshake(tmp_path / "one" / "scheduler", None)


def _handshake(server: Path, client: Path | None) -> bool:
    """Whether two ends that show these certificates come to speak, both asking for one."""
    ends = []
    for folder, protocol in ((server, ssl.PROTOCOL_TLS_SERVER), (client, ssl.PROTOCOL_TLS_CLIENT)):
        context = ssl.SSLContext(protocol)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations((folder or server) / certificates.AUTHORITY)
        if folder is not None:
            context.load_cert_chain(folder / certificates.CERTIFICATE, folder / certificates.KEY)
        ends.append(context)
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    first = ends[0].wrap_bio(there, back, server_side=True)
    second = ends[1].wrap_bio(back, there)
    for _turn in range(6):
        for end in (second, first):
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLError:
                return False
    return first.getpeercert() is not None and second.getpeercert() is not None


def test_keys_are_their_owners_alone_and_the_authoritys_is_nowhere(tmp_path: Path) -> None:
    folder = tmp_path / "certificates"
    assert run("cluster", "certificates", folder).status == 0
    for role in certificates.ROLES:
        key = folder / role / certificates.KEY
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
        assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700
        ca = x509.load_pem_x509_certificate((folder / role / certificates.AUTHORITY).read_bytes())
        own = x509.load_pem_x509_certificate((folder / role / certificates.CERTIFICATE).read_bytes())
        own.verify_directly_issued_by(ca)
        assert not own.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    keys = [path for path in folder.rglob("*") if path.is_file() and b"PRIVATE KEY" in path.read_bytes()]
    assert len(keys) == len(certificates.ROLES)


def test_certificates_in_use_are_not_overwritten(tmp_path: Path) -> None:
    certificates.make(tmp_path / "a", 30, TODAY)
    with pytest.raises(ContentError) as caught:
        certificates.make(tmp_path / "a", 30, TODAY)
    assert caught.value.problems[0].code == "certificates-exist"


def test_dask_takes_the_settings_of_each_role(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    certificates.make(tmp_path / "a", 30, TODAY)
    asked = "from distributed.security import Security as S; print(S().get_connection_args({!r})['ssl_context'])"
    for role, name in (("worker", "worker"), ("builder", "client")):
        done = subprocess.run(
            [sys.executable, "-c", asked.format(name)],
            env={**os.environ, "DASK_CONFIG": str(tmp_path / "a" / role)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert "SSLContext" in done.stdout, done.stderr
