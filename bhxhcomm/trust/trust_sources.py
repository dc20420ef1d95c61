"""The trust of a workspace: what its `proof:` and `trust/` say, and what comes from outside of it.

Trust from outside is a file of allowed signers or a folder like `trust/`: `--signers PATH`, else the variable
`BHXHCOMM_SIGNERS`, else the folder `trust` of the user's settings. Where there is any, proof is asked for whatever the
workspace says, and nobody is trusted whom only the workspace names. It can still ask for less kinds of proof, and revoke.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import platformdirs

from bhxhcomm.core import private_keys
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Place, Problem, Problems
from bhxhcomm.trust import allowed, anchors
from bhxhcomm.trust.anchors import NOTHING, Anchors
from bhxhcomm.trust.demand import NO_DEMAND, Proof, Trust

VARIABLE = "BHXHCOMM_SIGNERS"
_given: list[Path | None] = [None]
_sent: list[tuple[Anchors | None] | None] = [None]


def use_path(path: Path | None) -> None:
    """Take trust from this path for the rest of the process; None: from the variable or the user's settings, if any."""
    _given[0] = path
    _sent[0] = None


def use_anchors(found: Anchors | None) -> None:
    """Take trust from these bytes and from nowhere else: on a worker, those of the machine that builds (None: it has none)."""
    _sent[0] = (found,)


def outside_path() -> Path | None:
    """Where trust from outside lies; None where there is none."""
    if _given[0] is not None:
        return _given[0]
    if os.environ.get(VARIABLE):
        return Path(os.environ[VARIABLE])
    own = platformdirs.user_config_path("bhxhcomm") / anchors.FOLDER
    return own if own.is_dir() else None


def outside() -> Anchors | None:
    """Trust from outside; None where there is none. Raises `ContentError` where it cannot be read."""
    if _sent[0] is not None:
        return _sent[0][0]
    path = outside_path()
    return None if path is None else anchors.outside(path)


def of_workspace(root: Path, proof: Collection[str], shown: str, problems: Problems) -> Trust:
    """The trust by which the signatures of a workspace are judged. `proof` is what its settings, called `shown`, ask for.

    What is wrong with files of trust is reported; they then trust nobody.
    """
    wanted = frozenset(Proof(name) for name in proof)
    given = outside()
    if given is None and not wanted:
        return replace(NO_DEMAND, root=root)
    folder = root / anchors.FOLDER
    own = anchors.read(folder, problems, within=root) if folder.is_dir() else NOTHING
    if given is not None:
        known = kinds(given)
        accepted = known & wanted if wanted else known
        if not accepted:
            problems.error(
                "proof-unknown-outside",
                _("this workspace asks for another kind of proof than those for which somebody is trusted here"),
                Place(shown),
                _("trust from outside has: {kinds}").format(kinds=", ".join(sorted(known))),
            )
        _check(given, str(outside_path() or VARIABLE), problems)
        return Trust(accepted or known, given, own, root, from_outside=True)
    _check(own, f"{anchors.FOLDER}/{anchors.SIGNERS}", problems)
    if not wanted & kinds(own):
        problems.extend([nobody_trusted(wanted, Place(shown))])
    return Trust(wanted, own, NOTHING, root)


def nobody_trusted(wanted: Collection[Proof], place: Place) -> Problem:
    """The problem of proof that is asked for and that nobody is trusted to give. One kind is enough where several are asked
    for: each needs its own trust only where somebody uses it."""
    where = {Proof.SSH: anchors.SIGNERS, Proof.PDF: f"{anchors.CERTIFICATES}/"}
    named = sorted(wanted)
    return Problem(
        "nobody-trusted",
        _("this workspace asks for proof ({kind}), but trusts nobody to give it").format(kind=", ".join(named)),
        place,
        _("put whom it trusts into {path}").format(path=", ".join(f"{anchors.FOLDER}/{where[one]}" for one in named)),
    )


def kinds(found: Anchors) -> frozenset[Proof]:
    """The kinds of proof for which anybody is trusted."""
    return frozenset([Proof.SSH] * bool(found.signers.strip()) + [Proof.PDF] * bool(found.certificates))


def _check(found: Anchors, shown: str, problems: Problems) -> None:
    allowed.check(found.signers, Place(shown), problems)
    if any(private_keys.is_private(data) for data in (found.revoked, *found.certificates, *found.lists)):
        problems.extend([private_keys.problem(Place(shown))])
        return
    if found.certificates:
        from bhxhcomm.trust import certificates

        certificates.check(found.certificates, found.lists, Place(shown), problems)
