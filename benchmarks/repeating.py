"""Whether pages come out alike whatever was set before them: `python benchmarks/repeating.py [--sample N] [--jobs N]`.

Every piece of the examples is set under ten values of each figure that it shows or computes with: one after the other, in
reverse order, and each in a process of its own; the three PDFs must have the same bytes. `--sample` takes so many cases by
chance. Exits with 1 where any differ.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.build import varied

from bhxhcomm.page import pdf
from tests.making.varied import Case


def main() -> int:
    parser = argparse.ArgumentParser(
        description="Set pages in different orders and processes, and compare their bytes."
    )
    parser.add_argument("--sample", type=int, metavar="N", help="so many cases by chance (default: all)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="what chooses them (default: 1)")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="processes at a time (default: 2)")
    asked = parser.parse_args()
    cases = varied.cases()
    if asked.sample is not None:
        cases = sorted(random.Random(asked.seed).sample(cases, min(asked.sample, len(cases))))
    pdf.warm_up()
    begun = time.monotonic()
    parts = [cases[part :: asked.jobs] for part in range(asked.jobs)]
    fork = multiprocessing.get_context("fork")
    with fork.Pool(asked.jobs, maxtasksperchild=1) as pool:
        forward = [pool.apply_async(_in_order, (part,)) for part in parts]
        backward = [pool.apply_async(_in_order, (part[::-1],)) for part in parts]
        alone = pool.map(varied.digest, cases, 1)
        first = {case: digest for part in forward for case, digest in part.get()}
        second = {case: digest for part in backward for case, digest in part.get()}
    made = [case for case in cases if first[case]]
    different = [case for case, other in zip(cases, alone, strict=True) if not first[case] == second[case] == other]
    for case in different:
        print(f"different: {case}")
    print(
        f"{len(cases)} cases, {len(made)} pages set three times each, {len(different)} of them different; "
        f"{len(cases) - len(made)} with figures that no piece can be made of; {time.monotonic() - begun:.0f} s"
    )
    return 1 if different else 0


def _in_order(cases: Sequence[Case]) -> list[tuple[Case, str]]:
    return [(case, varied.digest(case)) for case in cases]


if __name__ == "__main__":
    sys.exit(main())
