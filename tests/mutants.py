"""Changes khpcmd in small ways and says which of the changes no test notices.

    python tests/mutants.py judge measures plausible --sample 300 --seed 7
    python tests/mutants.py workbook/words/times.py --tests tests/workbook tests/reading --whole

Names are rooms or modules below ``src/khpcmd``. A change (a mutant) is made in the body of one function, in a child of
a process that has collected the tests; the child runs the tests that reach the statement, those first that are quick or
have noticed other changes, until one fails. A sample takes the same share of each room. What is left alive is printed
with its change; ``--alive FILE`` writes the list, ``--only FILE`` tries those of a list again. Changes of which
``data/mutants.toml`` says why no test can notice them, or need not, are left out.
"""

from __future__ import annotations

import argparse
import ast
import builtins
import copy
import gc
import json
import os
import random
import signal
import sys
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType
from typing import cast

import pytest
from _pytest.runner import runtestprotocol

SOURCE = Path(__file__).resolve().parents[1] / "src" / "khpcmd"
REASONED = Path(__file__).with_name("data") / "mutants.toml"
SLOWEST = 20.0
"""CPU seconds beyond five times those of the unchanged tests, after which a mutant is noticed: it does not end."""
NOT_MADE = 2
"""The exit code of a child whose change could not be put in force."""
Function = ast.FunctionDef | ast.AsyncFunctionDef
Reached = tuple[str, str, int, int]
"""A statement: module, function, the first line of the function, and its own."""
SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.Break: ast.Continue,
    ast.Continue: ast.Break,
    ast.USub: ast.UAdd,
}
OTHER_NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}


@dataclass(frozen=True)
class Mutant:
    """One change: the number of the point in the function (``line`` is its first) that is changed.

    ``statement`` is the line of the statement that it is in.
    """

    module: str
    function: str
    line: int
    point: int
    said: str
    statement: int

    @property
    def place(self) -> tuple[str, str, int]:
        return self.module, self.function, self.line

    @property
    def reached(self) -> Reached:
        return *self.place, self.statement

    @property
    def change(self) -> tuple[str, str, str]:
        """What it is called in the list of reasons: lines move with every change above them."""
        return self.module, self.function, self.said.partition(": ")[2]


def changes(node: ast.AST) -> Iterator[Callable[[ast.AST], None]]:
    """The ways to change a node of a function's body in place."""
    if isinstance(node, ast.Compare):
        for at, operator in enumerate(node.ops):
            if type(operator) in SWAPS:
                yield lambda one, at=at: _swap_at(one, at)  # type: ignore[misc]
    elif isinstance(node, ast.BinOp | ast.BoolOp | ast.AugAssign | ast.UnaryOp) and type(node.op) in SWAPS:
        yield lambda one: setattr(one, "op", SWAPS[type(one.op)]())  # type: ignore[attr-defined]
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield lambda one: setattr(one, "value", not one.value)  # type: ignore[attr-defined]
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield lambda one: setattr(one, "value", one.value + 1)  # type: ignore[attr-defined]
    elif isinstance(node, ast.Name) and node.id in OTHER_NAMES:
        yield lambda one: setattr(one, "id", OTHER_NAMES[one.id])  # type: ignore[attr-defined]
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        yield lambda one: setattr(one, "test", ast.UnaryOp(ast.Not(), one.test))  # type: ignore[attr-defined]
    if isinstance(node, ast.comprehension) and node.ifs:
        yield lambda one: one.ifs.pop()  # type: ignore[attr-defined]


def reasoned() -> set[tuple[str, str, str]]:
    """The changes with a reason to live."""
    with REASONED.open("rb") as file:
        return {(one["module"], one["function"], one["change"]) for one in tomllib.load(file)["alive"]}


def _swap_at(node: ast.AST, at: int) -> None:
    assert isinstance(node, ast.Compare)
    node.ops[at] = cast("ast.cmpop", SWAPS[type(node.ops[at])]())


def functions(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, Function]]:
    """The functions of a module that stand in no other one, with their qualified names."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, Function):
            yield prefix + node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from functions(node, f"{prefix}{node.name}.")
        elif isinstance(node, ast.If | ast.Try):
            yield from functions(node, prefix)


def points(function: Function) -> list[tuple[ast.AST, Callable[[ast.AST], None], int]]:
    """Each place in a function's body that can be changed, how, and the line of its statement.

    Annotations and raised errors are left out.
    """
    found = list[tuple[ast.AST, Callable[[ast.AST], None], int]]()
    left = list[tuple[ast.AST, int]]((one, one.lineno) for one in reversed(function.body))
    while left:
        node, line = left.pop()
        if isinstance(node, ast.stmt):
            line = node.lineno
        if isinstance(node, ast.Raise | ast.Assert | ast.Import | ast.ImportFrom):
            continue
        found += [(node, change, line) for change in changes(node)]
        children = list(ast.iter_child_nodes(node))
        if isinstance(node, ast.AnnAssign | ast.arg):
            children = [child for child in children if child is not node.annotation]
        elif isinstance(node, ast.Call):  # whether zip is strict changes only what is raised
            children = [child for child in children if getattr(child, "arg", "") != "strict"]
        elif isinstance(node, Function):
            children = [child for child in children if child is not node.returns]
        elif isinstance(node, ast.Subscript) and isinstance(node.value, ast.Call | ast.Name):
            name = node.value.id if isinstance(node.value, ast.Name) else ""
            children = [] if name in {"list", "dict", "set", "tuple", "Counter", "defaultdict"} else children
        left += ((child, line) for child in reversed(children))
    return found


def parsed(module: str) -> ast.Module:
    return ast.parse((SOURCE / module).read_text(encoding="utf-8"))


def mutants(module: str) -> Iterator[Mutant]:
    for name, function in functions(parsed(module)):
        for at, (node, change, line) in enumerate(points(function)):
            after = copy.deepcopy(node)
            change(after)
            if isinstance(node, ast.If | ast.While):
                said = f"{ast.unparse(node.test)}  ->  not"
            elif isinstance(node, ast.comprehension):
                said = f"{ast.unparse(node)}  ->  without its last condition"
            else:
                said = f"{ast.unparse(node)}  ->  {ast.unparse(after)}"
            said = f"line {getattr(node, 'lineno', '?')}: {said[:160]}"
            yield Mutant(module, name, _first_line(function), at, said, line)


def _first_line(function: Function) -> int:
    return min([function.lineno, *(one.lineno for one in function.decorator_list)])


def code_of(tree: ast.Module, module: str, name: str, line: int) -> CodeType:
    """The compiled function of a changed module."""
    left = [compile(ast.fix_missing_locations(tree), str(SOURCE / module), "exec")]
    while left:
        code = left.pop()
        if code.co_qualname == name and code.co_firstlineno == line:
            return code
        left += [one for one in code.co_consts if isinstance(one, CodeType)]
    raise LookupError(name)


def put(
    module: str, name: str, line: int, change: Callable[[Function], None], live: dict[object, FunctionType]
) -> bool:
    """Gives the function that is in force a changed body. False where it is not in force: nothing imported it."""
    tree = parsed(module)
    function = next(one for found, one in functions(tree) if found == name and _first_line(one) == line)
    change(function)
    now = live.get((module, name, line))
    if now is None:
        return False
    now.__code__ = code_of(tree, module, name, line)
    return True


def in_force() -> dict[object, FunctionType]:
    """All functions of khpcmd, by module, qualified name and first line."""
    own = f"{SOURCE}{os.sep}"
    return {
        (one.__code__.co_filename.removeprefix(own), one.__code__.co_qualname, one.__code__.co_firstlineno): one
        for one in gc.get_objects()
        if isinstance(one, FunctionType) and one.__code__.co_filename.startswith(own)
    }


def mutate(one: Mutant, live: dict[object, FunctionType]) -> bool:
    def change(function: Function) -> None:
        node, how, _ = points(function)[one.point]
        how(node)

    return put(*one.place, change, live)


class Seen:
    """Which statements a test reached, noted by the functions themselves."""

    def __init__(self) -> None:
        self.now = set[int]()

    def watch(self, reached: Sequence[Reached], live: dict[object, FunctionType]) -> None:
        builtins._khpcmd_reached = self.now.add  # type: ignore[attr-defined]
        numbers = {one: number for number, one in enumerate(reached)}

        def noted(one: ast.stmt, place: tuple[str, str, int]) -> list[ast.stmt]:
            number = numbers.get((*place, one.lineno))
            return [] if number is None else ast.parse(f"_khpcmd_reached({number})").body

        for place in dict.fromkeys(one[:3] for one in reached):

            def change(function: Function, place: tuple[str, str, int] = place) -> None:
                for node in list(ast.walk(function)):
                    for field in ("body", "orelse", "finalbody"):
                        if isinstance(block := getattr(node, field, None), list):
                            setattr(node, field, [new for one in block for new in (*noted(one, place), one)])

            put(*place, change, live)


@dataclass(frozen=True)
class Cost:
    """What a test of the unchanged program takes (CPU seconds), and which statements it reaches."""

    seconds: float
    reached: frozenset[int]


class Mutating:
    """Runs, in place of the collected tests, the changes and for each the tests that could notice it."""

    def __init__(self, tried: list[Mutant], processes: int, most: float) -> None:
        self.tried, self.processes, self.most = tried, processes, most
        self.alive, self.unreached, self.endless, self.unmade = (list[Mutant]() for _ in range(4))
        self.noticed_by = defaultdict[str, Counter[int]](Counter)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        for module in {one.module for one in self.tried}:  # some are imported only where they are needed
            import_module(".".join(["khpcmd", *Path(module).with_suffix("").parts]).removesuffix(".__init__"))
        live = in_force()
        reached = list(dict.fromkeys(one.reached for one in self.tried))
        costs = self._costs(session.items, reached, live)
        say(f"{len(costs)} tests, unchanged {sum(one.seconds for one in costs.values()):.0f} CPU seconds")
        for at, item in enumerate(session.items):
            if at not in costs:
                say(f"left out, it fails unchanged: {item.nodeid}")
        gc.freeze()
        running = dict[int, tuple[Mutant, int]]()
        left = list(reversed(self.tried))
        while left or running:
            if not left or len(running) == self.processes:
                pid, status = os.wait()
                self._ended(*running.pop(pid), status)
                continue
            one = left.pop()
            chosen = self._chosen(one, reached.index(one.reached), costs)
            if not chosen:
                self.unreached.append(one)
                continue
            reading, writing = os.pipe()
            if pid := os.fork():
                os.close(writing)
                running[pid] = one, reading
            else:
                seconds = sum(costs[at].seconds for at in chosen)
                self._child(one, {at: session.items[at] for at in chosen}, seconds, live, writing)
        self._summed_up()
        return True

    def _chosen(self, one: Mutant, number: int, costs: dict[int, Cost]) -> list[int]:
        """The tests that reach a statement, the likeliest first, as many as ``--most`` allows."""
        room, function = self.noticed_by[one.module], self.noticed_by[str(one.place)]
        able = [at for at in costs if number in costs[at].reached]
        able.sort(key=lambda at: (costs[at].seconds + 0.02) / (1 + 2 * room[at] + 20 * function[at]))
        chosen, left = list[int](), self.most
        for at in able:
            if not chosen or costs[at].seconds <= left:
                chosen.append(at)
                left -= costs[at].seconds
        return chosen

    def _ended(self, one: Mutant, reading: int, status: int) -> None:
        with os.fdopen(reading) as said:
            noticed = said.read()
        if noticed:
            self.noticed_by[one.module][int(noticed)] += 1
            self.noticed_by[str(one.place)][int(noticed)] += 1
        elif status == 0:
            self.alive.append(one)
            say(f"alive: {one.module} {one.function}: {one.said}")
        elif os.WIFSIGNALED(status):
            self.endless.append(one)
            say(f"does not end: {one.module} {one.function}: {one.said}")
        else:
            self.unmade.append(one)
            say(f"not made: {one.module} {one.function}: {one.said}")

    def _summed_up(self) -> None:
        kinds = {
            "alive": self.alive,
            "in statements that no test reaches": self.unreached,
            "that do not end": self.endless,
            "that could not be made": self.unmade,
        }
        for room, tried in by_room(self.tried).items():
            counts = {kind: sum(one in tried for one in found) for kind, found in kinds.items()}
            counts = {"noticed": len(tried) - sum(counts.values()), **counts}
            say(f"{room}: {len(tried)} changes: {', '.join(f'{count} {kind}' for kind, count in counts.items())}")
        for one in self.unreached:
            say(f"no test: {one.module} {one.function}: {one.said}")

    def _costs(
        self, items: list[pytest.Item], reached: list[Reached], live: dict[object, FunctionType]
    ) -> dict[int, Cost]:
        """What the unchanged tests cost and reach: found in children, so that nothing is remembered here."""
        pipes = list[int]()
        for share in range(self.processes):
            reading, writing = os.pipe()
            if os.fork():
                os.close(writing)
                pipes.append(reading)
                continue
            os.close(reading)
            seen = Seen()
            seen.watch(reached, live)
            with os.fdopen(writing, "w") as out:
                size = -(-len(items) // self.processes)
                for at in range(share * size, min(len(items), (share + 1) * size)):
                    seen.now.clear()
                    begin = time.process_time()
                    if passes(items[at], items[at + 1] if at + 1 < min(len(items), (share + 1) * size) else None):
                        out.write(json.dumps([at, time.process_time() - begin, sorted(seen.now)]) + "\n")
            os._exit(0)
        costs = dict[int, Cost]()
        for reading in pipes:
            with os.fdopen(reading) as lines:
                costs |= {at: Cost(took, frozenset(found)) for at, took, found in map(json.loads, lines)}
        for _ in pipes:
            os.wait()
        return costs

    def _child(
        self, one: Mutant, items: dict[int, pytest.Item], seconds: float, live: dict[object, FunctionType], out: int
    ) -> None:
        signal.setitimer(signal.ITIMER_PROF, 5 * seconds + SLOWEST)
        try:
            made = mutate(one, live)
        except (ValueError, LookupError):
            made = False
        if not made:
            os._exit(NOT_MADE)
        for (at, item), after in zip(items.items(), [*list(items.values())[1:], None], strict=True):
            try:
                passed = passes(item, after)
            except BaseException:  # noqa: BLE001  # also what ends pytest itself is noticed
                passed = False
            if not passed:
                os.write(out, str(at).encode())
                os._exit(1)
        os._exit(0)


def by_room(found: Sequence[Mutant]) -> dict[str, list[Mutant]]:
    rooms = dict[str, list[Mutant]]()
    for one in found:
        rooms.setdefault(one.module.partition("/")[0], []).append(one)
    return rooms


def sampled(found: list[Mutant], size: int, seed: int) -> list[Mutant]:
    """The same share of the changes of each room, in a random order."""
    chance = random.Random(seed)
    share = min(1, size / len(found))
    taken = [one for room in by_room(found).values() for one in chance.sample(room, round(share * len(room)))]
    return chance.sample(taken, len(taken))


def say(text: str) -> None:
    """Prints past what pytest captures of the tests."""
    print(text, file=sys.__stdout__, flush=True)


def passes(item: pytest.Item, after: pytest.Item | None) -> bool:
    return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=after))


def asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="rooms or modules below src/khpcmd")
    parser.add_argument("--tests", nargs="+", default=["tests"], help="where the tests are")
    parser.add_argument("--sample", type=int, default=0, help="how many changes are tried; all without it")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=float, default=float("inf"), help="CPU seconds of tests for one change")
    parser.add_argument("--only", type=Path, help="the changes of a list that --alive has written")
    parser.add_argument("--alive", type=Path, help="where the list of what is left alive is written")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--whole", action="store_true", help="with what only .ci/run runs")
    options = parser.parse_args(arguments)
    if unknown := [name for name in options.names if not (SOURCE / name).exists()]:
        parser.error(f"no room or module of src/khpcmd: {', '.join(unknown)}")
    if not options.names and not options.only:
        parser.error("name a room or a module, or a list with --only")
    return options


def main() -> int:
    options = asked(sys.argv[1:])
    if options.only:
        tried = [Mutant(**one) for one in json.loads(options.only.read_text(encoding="utf-8"))]
    else:
        found = [path for name in options.names for path in sorted((SOURCE / name).rglob("*.py")) or [SOURCE / name]]
        tried = [one for path in found for one in mutants(str(path.relative_to(SOURCE)))]
    if options.sample:
        tried = sampled(tried, options.sample, options.seed)
    if options.whole:
        os.environ["KHPCMD_WHOLE"] = "1"
    known = reasoned()
    unknown = [one for one in tried if one.change not in known]
    if len(unknown) < len(tried):
        say(f"{len(tried) - len(unknown)} left out: {REASONED.name} says why they live")
    mutating = Mutating(unknown, options.processes, options.most)
    quietly = ("-q", "--capture=sys", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-header")
    ended = pytest.main([*quietly, *options.tests], [mutating])
    if options.alive:
        alive = [vars(one) for one in [*mutating.alive, *mutating.unreached]]
        options.alive.write_text(json.dumps(alive, indent=1), encoding="utf-8")
    return int(ended)


if __name__ == "__main__":
    sys.exit(main())
