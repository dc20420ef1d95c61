"""How small type may be on a medium that is looked at from so far.

The height of capitals is what is seen: ISO 9241-303 asks for 16 minutes of arc at least and recommends 20 to 22; small print,
which a reader goes to on purpose, may come down to 11. Capitals are `CAPITALS` of the size of type in the fonts used here.
"""

from __future__ import annotations

import math

BODY_ARC_MIN, NOTE_ARC_MIN = 16.0, 11.0
CAPITALS = 0.7


def least_pt(page_mm: float, shown_mm: float, distance_mm: float, arc_min: float) -> float:
    """The least size of type in points on a page `page_mm` wide that is shown `shown_mm` wide and seen from `distance_mm`.

    >>> round(least_pt(285.75, 70, 300, BODY_ARC_MIN), 1)  # 1080 px on a phone: 31 px
    23.1
    """
    capitals = distance_mm * math.tan(math.radians(arc_min / 60))
    return capitals / CAPITALS * page_mm / shown_mm / 25.4 * 72
