"""Reads many worlds and prints what became of them.

python -m tests.reading.run --seed 1 --worlds 5000 --only remark --show believed --brief
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from .oracle import ORDER, Judged, Outcome, judge, read
from .worlds import World, make

MEMORY = Path("/dev/shm")  # noqa: S108  # a folder in memory, where there is one


def judged(first: int, worlds: int, only: str = "") -> Iterator[tuple[World, Judged]]:
    """So many worlds from a seed on, each with its outcome."""
    count, seed = 0, first
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as name:
        folder = Path(name)
        while count < worlds:
            before = None
            for world in make(seed, only):
                if world.base is not None and before is None:
                    before = read(world.base, folder)
                found = read(world.layout, folder)
                one = judge(world, found, before if world.base is not None else None)
                yield world, one
                count += 1
                if world.place == "base":
                    before = found
                    if one.outcome is Outcome.MISREAD or not found.returns:
                        break
            seed += 1


def table(counts: Counter[tuple[str, str, Outcome]], *, brief: bool = False) -> str:
    """Places and classes (``brief``: only the senses) with the number of each outcome."""
    if brief:
        merged = Counter[tuple[str, str, Outcome]]()
        for (place, kind, one), number in counts.items():
            merged[place, kind.split(":")[0] if ":" in kind else "", one] += number
        counts = merged
    rows = sorted({(place, kind) for place, kind, _ in counts})
    places = sorted({place for place, _ in rows})
    lines = [f"{'place':16} {'class':28} {'n':>6} " + " ".join(f"{one:>8}" for one in ORDER)]
    for place in places:
        kinds = [kind for at, kind in rows if at == place]
        lines += [_line(place, kind, [counts[place, kind, one] for one in ORDER]) for kind in kinds]
        lines.append(_line(place, "ALL", [sum(counts[place, kind, one] for kind in kinds) for one in ORDER]))
    lines.append(_line("ALL", "ALL", [sum(counts[place, kind, one] for place, kind in rows) for one in ORDER]))
    return "\n".join(lines)


def _line(place: str, kind: str, numbers: list[int]) -> str:
    return f"{place:16} {kind:28} {sum(numbers):6} " + " ".join(f"{number or '.':>8}" for number in numbers)


def main() -> None:
    """Parse the options, read the worlds, print the table and as many examples as wanted."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--worlds", type=int, default=2000)
    options.add_argument("--only", default="", help="one place: remark, group, header, sibling, base …")
    options.add_argument("--kind", default="", help="only classes that contain this")
    options.add_argument("--show", default="", help="an outcome of which examples are printed")
    options.add_argument("--examples", type=int, default=5)
    options.add_argument("--brief", action="store_true", help="senses instead of classes")
    chosen = options.parse_args()
    counts = Counter[tuple[str, str, Outcome]]()
    left = chosen.examples if chosen.show else 0
    for world, one in judged(chosen.seed, chosen.worlds, chosen.only):
        counts[world.place, world.kind, one.outcome] += 1
        if left and one.outcome == chosen.show and chosen.kind in world.kind:
            left -= 1
            shown = (
                world.drawn()
                if not chosen.brief
                else f"{world.seed} {world.layout.kind} {world.kind} {world.words and world.words.whole!r}"
            )
            sys.stdout.write(f"--- {one.outcome}: {one.detail}\n{shown}\n")
    sys.stdout.write(table(counts, brief=chosen.brief) + "\n")


if __name__ == "__main__":
    main()
