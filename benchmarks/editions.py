"""What it costs to resolve and compose: everything between the loaded workspace and the page engine."""

from __future__ import annotations

from measuring import EXAMPLES, Measured, Result, cpu_times

from bhxhcomm.core.clock import today
from bhxhcomm.edition.resolve import resolve
from bhxhcomm.language.labels import labels
from bhxhcomm.making.composed import LABELS
from bhxhcomm.materials import leaflet
from bhxhcomm.materials.loading import load

TURNS = 40


def edition() -> Result:
    """Each example for each office, many times; the figure is of all of them, and the slowest is named."""
    space = load(EXAMPLES).checked()
    date = space.settings.as_of or today()
    words = labels("vi", space.root / LABELS)
    everything: list[float] = []
    slowest = Measured("", "ms", (0.0,))
    for pack in sorted(space.packs):
        for office in sorted(space.offices):

            def one(pack: str = pack, office: str = office) -> None:
                leaflet.compose(resolve(space, pack, "vi", office, date), "trifold", words)

            one()
            values = tuple(seconds * 1000 for seconds in cpu_times(one, TURNS))
            everything.extend(values)
            measured = Measured(f"the slowest of them ({pack}, {office})", "ms", values, 5)
            slowest = max(slowest, measured, key=lambda item: item.median)
    return Result((Measured("resolving and composing an edition", "ms", tuple(everything), 5), slowest))
