"""A build on Dask workers: the same bytes as here, whoever dies meanwhile; and only workers that are as this machine is."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import bhxhcomm
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core.problems import ContentError
from bhxhcomm.making.make import Outcome
from bhxhcomm.making.request import Request
from bhxhcomm.running.cluster import executor, tasks, transfer
from tests.cli.program import Ran, command, environment, run

pytestmark = pytest.mark.usefixtures("english")

SECONDS = 90
"""How long a scheduler or a worker may take to start on a busy machine."""

MORE_OFFICES = ("mot", "hai", "ba")
SPOT = """\
  radio-spot:
    "30":
      segments:
        - id: mot
          speech: >-
            Bà con chú ý! Lương cơ sở là **{luong_co_so}** một tháng. Ai chưa có thẻ bảo hiểm y tế xin đến cơ quan bảo hiểm
            xã hội gần nhất để được hướng dẫn.
        - {id: nghi, pause: 1.0}
        - id: hai
          speech: >-
            Xin nhắc lại: lương cơ sở là **{luong_co_so}** một tháng. Bà con mang theo căn cước công dân và số điện thoại.
            Cán bộ hướng dẫn tận nơi, không thu phí. Xin cảm ơn bà con đã lắng nghe.
"""
LEAFLETS = ("--material", "leaflet", "--format", "pdf")


@dataclass
class Cluster:
    """A scheduler on this machine and workers, each with a folder of its own."""

    folder: Path
    address: str = ""
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, *words: str, name: str, env: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
        own = self.folder / name
        own.mkdir()
        with (own / "log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "distributed.cli." + words[0], *words[1:]],
                cwd=own,
                env={**environment(), "TMPDIR": str(own), **(env or {})},
                stdout=log,
                stderr=log,
            )
        self.processes.append(process)
        return process

    def scheduler(self) -> None:
        self.start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", name="scheduler")
        log = self.folder / "scheduler" / "log"
        self.address = _awaited(
            lambda: next((line.split()[-1] for line in log.read_text().splitlines() if "Scheduler at:" in line), "")
        )

    def worker(self, name: str, *, threads: int = 1, env: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
        # No nanny: so the process that is started is the one that works, and nobody starts it again.
        words = ["--nthreads", str(threads), "--no-nanny", "--no-dashboard", "--host", "127.0.0.1"]
        return self.start("dask_worker", self.address, *words, name=name, env=env)

    def stop(self) -> None:
        for process in self.processes[::-1]:
            process.kill()
        for process in self.processes:
            process.wait(timeout=SECONDS)


def _awaited(ask: Callable[[], str]) -> str:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        found = ask()
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError("it did not start")


@pytest.fixture
def installed() -> None:
    """The extra `cluster`."""
    pytest.importorskip("distributed")


@pytest.fixture
def dask(installed: None, tmp_path: Path) -> Iterator[Cluster]:
    started = Cluster(tmp_path / "cluster")
    started.folder.mkdir()
    try:
        started.scheduler()
        yield started
    finally:
        started.stop()


@pytest.fixture
def office(workspace_with: Callable[[dict[str, str]], Path]) -> Path:
    """The small workspace, with three more offices and a spot."""
    root = workspace_with({})
    own = (root / "offices" / "mau.yaml").read_text(encoding="utf-8")
    for name in MORE_OFFICES:
        (root / "offices" / f"{name}.yaml").write_text(own.replace("mẫu tỉnh", f"mẫu {name}"), encoding="utf-8")
    with (root / "packs" / "mau" / "pack.yaml").open("a", encoding="utf-8") as pack:
        pack.write(SPOT)
    return root


def build(root: Path, out: Path, *more: object, when: Callable[[str], None] = lambda _line: None) -> Ran:
    """`bhxhcomm build` in a process of its own; `when` is told every line of standard error as it comes."""
    told, lines = root.parent / f"{out.name}.out", []
    with told.open("wb") as file:
        process = subprocess.Popen(
            command("build", "--workspace", root, "--out", out, *more),
            env=environment(),
            stdout=file,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        watch = threading.Timer(2 * SECONDS, process.kill)
        watch.start()
        try:
            assert process.stderr is not None
            for line in process.stderr:
                lines.append(line)
                when(line)
            status = process.wait()
        finally:
            watch.cancel()
            process.stderr.close()
    return Ran(status, told.read_text(encoding="utf-8"), "".join(lines))


def tree(*outs: Path) -> dict[str, bytes]:
    """What was made: everything but the house-keeping and the clips that can be made again."""
    return {
        name: path.read_bytes()
        for out in outs
        for path in sorted(out.rglob("*"))
        if path.is_file() and not (name := path.relative_to(out).as_posix()).startswith((".bhxhcomm/", "clips/"))
    }


@pytest.mark.slow
def test_workers_a_pool_and_shards_make_the_same_bytes(dask: Cluster, office: Path, tmp_path: Path) -> None:
    asked = ("--office", "mau", "--office", "mot", "--format", "pdf", "--format", "docx", "--format", "mp3")
    for name in ("a", "b"):
        dask.worker(name)
    alone = build(office, tmp_path / "pool", *asked, "--jobs", 2)
    spread = build(office, tmp_path / "dask", *asked, "--scheduler", dask.address)
    assert (alone.status, spread.status) == (0, 0), alone.err + spread.err
    assert tree(tmp_path / "dask") == tree(tmp_path / "pool")
    assert any(name.endswith(".mp3") for name in tree(tmp_path / "dask"))
    parts = [tmp_path / f"part-{number}" for number in (1, 2, 3)]
    for number, part in enumerate(parts, 1):
        assert build(office, part, *asked, "--shard", f"{number}/3", "--scheduler", dask.address).status == 0
    joined = run("manifest", "merge", *parts, "--out", tmp_path / "shards", cwd=office)
    assert joined.status == 0, joined.err
    assert tree(tmp_path / "shards") == tree(tmp_path / "pool")
    for name in ("a", "b"):
        assert list((dask.folder / name).glob("bhxhcomm-worker-*/*/workspace")), (
            "every worker unpacks in its own folder"
        )


@pytest.mark.slow
def test_a_worker_that_dies_loses_its_own_piece_which_is_made_by_another(
    dask: Cluster, office: Path, tmp_path: Path
) -> None:
    workers = [dask.worker("a"), dask.worker("b")]

    def kill(line: str) -> None:
        if line.startswith("Building 1/5"):
            workers[0].kill()

    asked = (*LEAFLETS, "--office", "all")
    spread = build(office, tmp_path / "dask", *asked, "--scheduler", dask.address, when=kill)
    assert spread.status == 0, spread.err
    assert "was lost; its piece is tried once more" in spread.err
    assert build(office, tmp_path / "here", *asked).status == 0
    assert tree(tmp_path / "dask") == tree(tmp_path / "here")


@pytest.mark.slow
def test_a_scheduler_that_dies_leaves_what_was_finished_and_the_next_build_carries_on(
    dask: Cluster, office: Path, tmp_path: Path
) -> None:
    scheduler = dask.processes[0]
    dask.worker("a")

    def kill(line: str) -> None:
        if line.startswith("Building 1/5"):
            scheduler.kill()

    asked = (*LEAFLETS, "--office", "all")
    out = tmp_path / "dask"
    broken = build(office, out, *asked, "--scheduler", dask.address, when=kill)
    assert broken.status == 3, broken.err
    assert "error[scheduler-gone]" in broken.err
    assert "Traceback" not in broken.err
    assert not list(out.rglob(".bhxhcomm-*"))
    finished = {name: data for name, data in tree(out).items() if name.endswith(".pdf")}
    assert 1 <= len(finished) < 5
    after = build(office, out, *asked, "--json")
    assert after.status == 0, after.err
    assert sum(one["status"] == "unchanged" for one in after.artifacts) == len(finished)
    assert build(office, tmp_path / "here", *asked).status == 0
    assert tree(out) == tree(tmp_path / "here")


@pytest.mark.slow
def test_workers_with_threads_or_another_program_are_refused_by_name_with_what_differs(
    dask: Cluster, office: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    shutil.copytree(Path(bhxhcomm.__file__).parent, other / "bhxhcomm", ignore=shutil.ignore_patterns("__pycache__"))
    with (other / "bhxhcomm" / "core" / "clock.py").open("a") as file:
        file.write("# another state\n")
    dask.worker("threads", threads=2)
    dask.worker("other", env={"PYTHONPATH": str(other)})
    for name in ("threads", "other"):
        log = dask.folder / name / "log"
        _awaited(lambda log=log: "yes" if "Registered to" in log.read_text() else "")  # type: ignore[misc]
    refused = build(office, tmp_path / "out", *LEAFLETS, "--scheduler", dask.address)
    assert refused.status == 3
    assert "error[workers-refused]" in refused.err
    assert re.search(r"The worker tcp://127\.0\.0\.1:\d+ is not used: it has 2 threads", refused.err)
    assert re.search(r"The worker tcp://127\.0\.0\.1:\d+ is not used: bhxhcomm: \S+ there, \S+ here\n", refused.err)
    assert f"dask worker {dask.address} --nthreads 1" in refused.err
    assert not tree(tmp_path / "out")


@pytest.mark.usefixtures("installed")
def test_a_scheduler_that_is_not_there_is_told_with_the_command_that_starts_one(office: Path, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        done = run("build", "--workspace", office, "--out", tmp_path / "out", *LEAFLETS, "--scheduler", address)
    assert done.status == 3
    assert f"error[no-scheduler]: there is no scheduler at {address}" in done.err
    assert "dask scheduler --host" in done.err
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("said", [b"", b"SSH-2.0-OpenSSH_9.2\r\n", b"\0"])
def test_what_listens_and_is_no_scheduler_is_given_up_in_time(
    office: Path, tmp_path: Path, said: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(executor, "CONNECT_S", 1)
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = f"tcp://127.0.0.1:{other.getsockname()[1]}"

        def answer() -> None:
            line, _where = other.accept()
            with line:
                line.sendall(said)
                line.settimeout(SECONDS)
                with contextlib.suppress(OSError):
                    line.recv(1)

        answering = threading.Thread(target=answer)
        answering.start()
        done = run("build", "--workspace", office, "--out", tmp_path / "out", *LEAFLETS, "--scheduler", address)
        answering.join()
    assert done.status == 3, done.err
    assert "error[no-scheduler]" in done.err
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("address", ["x y", "", "tcp://", "8786", "tcp://host", "tcp://host:port", "http://host:1/x"])
def test_what_is_no_address_is_told(office: Path, tmp_path: Path, address: str) -> None:
    done = run("build", "--workspace", office, "--out", tmp_path / "out", *LEAFLETS, "--scheduler", address)
    assert done.status == 2
    assert "bad-scheduler" in done.err


def test_without_the_extra_the_command_that_installs_it_is_told(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    done = run("build", "--workspace", office, "--out", tmp_path / "out", *LEAFLETS, "--scheduler", "tcp://127.0.0.1:1")
    assert done.status == 3
    assert 'python -m pip install "bhxhcomm[cluster]"' in done.err


def test_what_differs_is_said_by_name() -> None:
    ours = {"weasyprint": "68.1", "pango": "1.50.12", "Noto.ttf": "a" * 64}
    assert executor.differences(ours, dict(ours)) == ""
    theirs = {"weasyprint": "67.0", "pango": "1.50.12", "Noto.ttf": "b" * 64, "harfbuzz": "6.0"}
    assert executor.differences(ours, theirs) == (
        "Noto.ttf: bbbbbbbbbbbb there, aaaaaaaaaaaa here, harfbuzz: 6.0 there, none here, weasyprint: 67.0 there, 68.1 here"
    )


def test_a_transfer_has_what_people_wrote_and_nothing_that_was_made(office: Path, tmp_path: Path) -> None:
    for name in ("out/x.pdf", "elsewhere/x.pdf", ".git/config", "clips/piper/abc.wav", "packs/mau/__pycache__/x"):
        path = office / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "x").write_bytes(b"x")
    (office / "packs" / "away").symlink_to(tmp_path / "secret")
    (office / "packs" / "round").symlink_to(office)
    (office / "packs" / "again").symlink_to(office / "packs" / "mau" / "images")
    names = set(transfer.pack(office, office / "elsewhere").files)
    assert {"bhxhcomm.yaml", "packs/mau/pack.yaml", "clips/piper/abc.wav", "packs/again/nha.svg"} <= names
    assert not [name for name in names if name.startswith(("out/", "elsewhere/", ".git/", "packs/away", "packs/round"))]
    assert not [name for name in names if "__pycache__" in name]


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "C:/x", "a\\x", "", "a\nx"])
def test_nothing_is_unpacked_outside(tmp_path: Path, name: str) -> None:
    digest = hashlib.sha256(b"x").hexdigest()
    (tmp_path / digest).write_bytes(b"x")
    with pytest.raises(ContentError) as raised:
        transfer.unpack({name: digest}, tmp_path, tmp_path / "root")
    assert [one.code for one in raised.value.problems] == ["path-unsafe"]
    assert not list((tmp_path / "root").iterdir())


@pytest.mark.parametrize("digest", ["../x", "x" * 64, "", "ab/../../x"])
def test_what_is_no_digest_names_no_folder_of_a_worker(tmp_path: Path, digest: str) -> None:
    with pytest.raises(ValueError, match="no digest"):
        transfer.unpack({"x": digest}, tmp_path, tmp_path / "root")
    with pytest.raises(ValueError, match="no digest"):
        tasks.set_up(digest, {})


@pytest.fixture
def fresh() -> Iterator[None]:
    """A worker that has nothing yet, in this process."""
    tasks._store.cache_clear()
    yield
    tasks._store.cache_clear()


def sent(found: transfer.Transfer) -> list[str]:
    """Send a workspace to the worker in this process; returned is what it did not have."""
    missing = tasks.missing_blobs(set(found.files.values()))
    tasks.receive([found.where()[digest].read_bytes() for digest in missing])
    assert tasks.set_up(found.digest, dict(found.files)) == []
    return missing


@pytest.mark.usefixtures("fresh")
def test_what_a_worker_has_is_not_sent_again(office: Path) -> None:
    first = transfer.pack(office, office / "out")
    assert tasks.set_up(first.digest, dict(first.files)) == sorted(set(first.files.values()))
    assert set(sent(first)) == set(first.files.values())
    assert sent(first) == []
    facts = office / "facts" / "chung.yaml"
    facts.write_text(facts.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    second = transfer.pack(office, office / "out")
    assert sent(second) == [hashlib.sha256(facts.read_bytes()).hexdigest()]


@pytest.mark.usefixtures("fresh")
def test_a_worker_makes_room_for_the_workspaces_used_last(office: Path) -> None:
    found = []
    for number in range(tasks.MOST + 1):
        (office / "notes.txt").write_text(str(number), encoding="utf-8")
        found.append(transfer.pack(office, office / "out"))
        sent(found[-1])
    assert tasks.missing_blobs(found[0].files.values()) == [found[0].files["notes.txt"]]
    assert tasks.missing_blobs(found[1].files.values()) == []
    assert tasks.work(tasks.PieceTask(found[0].digest, _request(office), frozenset(), "")) is None


@pytest.mark.usefixtures("fresh")
def test_another_key_makes_nothing_and_paths_are_those_of_home(office: Path) -> None:
    found = transfer.pack(office, office / "out")
    sent(found)
    given = tasks.work(tasks.PieceTask(found.digest, _request(office), frozenset({"pdf"}), "another"))
    assert given is not None
    outcome = tasks.localised(given, office, office / "out")
    assert outcome.exported is None
    assert [problem.code for problem in outcome.problems] == ["key-differs"]
    assert given.root not in repr(outcome)


@pytest.mark.usefixtures("fresh")
def test_clips_that_belong_to_the_workspace_come_back(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (office / "clips" / "piper").mkdir(parents=True)
    (office / "clips" / "piper" / "old.wav").write_bytes(b"old")
    found = transfer.pack(office, office / "out")
    sent(found)

    def speaking(workspace: Workspace, *_arguments: object, **_more: object) -> Outcome:
        assert (workspace.root / "clips" / "piper" / "old.wav").read_bytes() == b"old"
        (workspace.root / "clips" / "piper" / "new.wav").write_bytes(b"new")
        return Outcome(None)

    monkeypatch.setattr(tasks, "make", speaking)
    given = tasks.work(tasks.PieceTask(found.digest, _request(office), frozenset(), ""))
    assert given is not None
    assert given.clips == {"piper/new.wav": b"new"}


def _request(root: Path) -> Request:
    return Request("mau", "leaflet", "trifold", "vi", "mau", dt.date(2025, 7, 1), root / "out")
