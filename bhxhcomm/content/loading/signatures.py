"""The signatures in a `review.yaml`, each with the trust under which it was read."""

from __future__ import annotations

from pathlib import Path

from bhxhcomm.content import review, settings, validate
from bhxhcomm.content.loading.file_reader import FileReader
from bhxhcomm.core.i18n import _
from bhxhcomm.trust import trust_sources
from bhxhcomm.trust.demand import Proof, Trust


def signatures(reader: FileReader, path: Path, trust: Trust) -> tuple[review.Signature, ...]:
    """The lines of a review file, in its order; none where there is no such file."""
    if not path.is_file():
        return ()
    node = reader.read(path, review.FORMAT)
    if node is None:
        return ()
    file = validate.validate(review.ReviewFile, node, reader.problems)
    found = review.signatures(file, trust) if file else ()
    _check_demand(reader, found, trust)
    return found


def _check_demand(reader: FileReader, signatures: tuple[review.Signature, ...], trust: Trust) -> None:
    """Where signatures are proved, somebody asked for it; taking that back would let anybody's typed name count."""
    proved = next((one for one in signatures if one.is_proved), None)
    if proved is not None and not trust.demands:
        reader.problems.error(
            "proof-not-asked",
            _("signatures here are proved, but the workspace no longer asks for proof"),
            proved.place,
            _("write `proof: [ssh]` or `proof: [pdf]` in {file}, as it was").format(file=settings.FILE_NAME),
        )
    if not trust.demands or trust.from_outside:
        return
    trusted = trust_sources.kinds(trust.anchors)
    for kind in sorted(trust.accepted - trusted if trusted else ()):
        given = (one for one in signatures if (one.ssh_signature if kind is Proof.SSH else one.signed_pdf))
        if (line := next(given, None)) is not None:
            reader.problems.extend([trust_sources.nobody_trusted([kind], line.place)])
