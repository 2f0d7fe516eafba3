"""How well gradients are checked, and at what cost: ours and other checkers in one run.

    python benchmarks/gradient.py [--quick] [--full] [--part NAME ...]

Parts: cost, detection, kinks, mutants, names. Other checkers take part if they are installed (``pip install
torch jax scipy``). ``--full`` includes the slow ones at 80,000 parameters; ``--quick`` is a small run of all.
Times are CPU seconds of this process; run with OMP_NUM_THREADS=1 to compare them.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from functions import Pair, all_pairs
from mutants import Mutant, called, compiled, differs, mutants, samples, source_of
from nets import Floats, Net, net, spoilt
from peers import Candidate, Peer, missing, ours, peers, unspoilt

from gradecheck.differences.configurations import configurations
from gradecheck.differences.diagnosis import diagnose
from gradecheck.differences.entries import Atlas
from gradecheck.differences.judge import judge
from gradecheck.differences.plain import Binding, backward_many, binding, forward_many
from gradecheck.differences.point import Many
from gradecheck.differences.repair import repair
from gradecheck.differences.screening import passing
from gradecheck.differences.slipped import Slipping, plain
from gradecheck.differences.slips import HELD, spotted
from gradecheck.differences.survey import Survey, survey
from gradecheck.differences.verdicts import GradientCheck

SMALL, LARGE = (9, 100, 8), (784, 100, 8)
"""Inputs, hidden units, examples: 1,101 and 78,601 parameters."""

SIZES = [10.0 ** (-k / 2) for k in range(18, -1, -1)]
"""Relative errors tried, in half decades from 1e-9 to 1."""

DISTANCES = [10.0**-k for k in range(4, 11)]


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is run."""

    nets: int
    kink_nets: int
    mutants: int
    names: int
    full: bool


def row(*cells: object) -> None:
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def table(*heads: str) -> None:
    row(*heads)
    row(*("---" for _ in heads))


def spoiling(how: str, by: float, seed: int) -> Candidate:
    def candidate(net: Net, right: dict[str, Floats]) -> dict[str, Floats]:
        return spoilt(right, how, by, seed)

    return candidate


# ---- cost ----------------------------------------------------------------------------------------------------


def cost(plan: Plan) -> None:
    """Evaluations, CPU seconds and the largest error of the numbers found, for a right gradient."""
    for shape in (SMALL, LARGE):
        one = net(*shape, seed=0)
        print(f"\n## Cost, n = {one.size:,}\n")
        table("checker", "evaluations", "CPU seconds", "largest error", "accepts")
        results: dict[str, Any] = {}
        for peer in peers():
            if peer.slow and shape == LARGE and not plan.full:
                row(peer.name, "left out: slow (--full)", "", "", "")
                continue
            if not peer.slow and "loop" not in peer.name:
                peer.check(one, unspoilt)  # a first call pays for imports and memory
            found = results[peer.name] = peer.check(one, unspoilt)
            error = f"{found.error:.1e}" if np.isfinite(found.error) else "–"
            row(peer.name, f"{found.evaluations:,}", f"{found.seconds:.4f}", error, found.accepts)
        mine, loop = results["gradecheck"], results["central loop, 1e-7"]
        print(
            f"\nAgainst the central loop: {loop.evaluations / mine.evaluations:.0f} times fewer evaluations, "
            f"{loop.seconds / max(mine.seconds, 1e-6):.0f} times less CPU."
        )


# ---- detection -----------------------------------------------------------------------------------------------


def detection(plan: Plan) -> None:
    """The smallest relative error that each finds, the median over nets; and flipped signs."""
    nets = [net(*SMALL, seed=seed) for seed in range(plan.nets)]
    print(f"\n## Smallest error found, n = {nets[0].size:,}, median of {len(nets)} nets\n")
    table("checker", "one entry", "one row", "a block", "one sign flipped", "false alarms")
    for peer in peers():
        cells = [_smallest(peer, nets, how) for how in ("entry", "row", "block")]
        signs = sum(not peer.check(one, spoiling("sign", 0, k)).accepts for k, one in enumerate(nets))
        alarms = sum(not peer.check(one, unspoilt).accepts for one in nets)
        row(peer.name, *cells, f"{signs} of {len(nets)}", f"{alarms} of {len(nets)}")
    if "scipy" not in missing():
        print("\nscipy gives a norm and no verdict; ten times that of the right gradient counts as seen.")


def _smallest(peer: Peer, nets: Sequence[Net], how: str) -> str:
    found = [_threshold(peer, one, how, k) for k, one in enumerate(nets)]
    middle = statistics.median(found)
    return f"{middle:.0e}" if np.isfinite(middle) else "never"


def _threshold(peer: Peer, one: Net, how: str, seed: int) -> float:
    """By halving: an error that is seen is seen if it is larger."""
    low, high = 0, len(SIZES)
    while low < high:
        middle = (low + high) // 2
        if peer.check(one, spoiling(how, SIZES[middle], seed)).accepts:
            low = middle + 1
        else:
            high = middle
    return SIZES[low] if low < len(SIZES) else np.inf


# ---- kinks ---------------------------------------------------------------------------------------------------


def kinks(plan: Plan) -> None:
    """Right gradients called wrong where one pre-activation is near 0."""
    nets = [net(*SMALL, seed=100 + seed) for seed in range(plan.nets)]
    print(f"\n## False alarms near a kink, of {len(nets)} nets\n")
    table("checker", *(f"d = {distance:.0e}" for distance in DISTANCES))
    for peer in peers():
        cells = []
        for distance in DISTANCES:
            near = [one.near_kink(distance, k % SMALL[1]) for k, one in enumerate(nets)]
            cells.append(sum(not peer.check(each, unspoilt).accepts for each in near))
        row(peer.name, *cells)
    count, wrong, undecided, blind, evaluations = 0, 0, 0, 0, []
    for seed in range(plan.kink_nets):
        one = net(*SMALL, seed=200 + seed)
        for distance in DISTANCES:
            near = one.near_kink(distance * (-1) ** seed, seed % SMALL[1])
            right, flipped = ours(near, unspoilt, seed), ours(near, spoiling("sign", 0, seed), seed)
            count += 1
            wrong += not right.accepts
            undecided += not right.decided
            blind += flipped.accepts and flipped.decided
            evaluations.append(right.evaluations)
    print(
        f"\ngradecheck in {count} trials: {wrong} right gradients called wrong, {undecided} undecidable, "
        f"{blind} wrong ones (one sign) called right; {min(evaluations)} to {max(evaluations)} evaluations."
    )


# ---- mutants -------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Bench:
    """A pair of functions with all that its mutants share."""

    pair: Pair
    seed: int
    forward: Many = field(init=False)
    bound: Binding = field(init=False)
    survey: Survey = field(init=False)
    atlas: Atlas = field(init=False)
    wrt: tuple[str, ...] = field(init=False)
    slipping: Slipping | None = field(init=False)

    def __post_init__(self) -> None:
        made = configurations(self.pair.declaration, self.seed)
        names, self.wrt = tuple(made[0].inputs), made[0].wrt
        self.forward = forward_many(self.pair.forward, names)
        self.bound = binding(self.pair.backward, names, None)
        random = np.random.default_rng(self.seed)
        self.survey = survey(self.forward, made, random, takes_upstream=bool(self.bound.upstream))
        self.atlas = Atlas(self.forward)
        found = spotted(source_of(self.pair.forward), self.pair.forward.__name__)
        made = compiled(found.source, self.pair.forward, HELD) if found is not None else None
        self.slipping = plain(found.slips, made) if found is not None and made is not None else None

    def backward(self, function: Any) -> Many:
        return backward_many(function, self.bound, self.wrt)

    def check(self, function: Any, explain: bool = False) -> GradientCheck:
        random = np.random.default_rng([self.seed, 3])
        many = self.backward(function)
        return judge(self.survey, self.forward, many, random, atlas=self.atlas, explain=explain)

    def build(self, source: str) -> Many | None:
        try:
            return self.backward(compiled(source, self.pair.backward))
        except Exception:
            return None


class Oracle:
    """Whether a mutant is the same function as the right one, by random inputs that the checker never sees."""

    def __init__(self, pair: Pair, count: int = 60) -> None:
        self.samples = samples(pair, count, seed=1)
        self.expected = [called(pair.backward, sample) for sample in self.samples]

    def differs(self, function: Any) -> bool:
        return differs(function, self.expected, self.samples)


def mutation(plan: Plan) -> None:
    """One-edit mutants of right functions: how many are missed, and right ones called wrong."""
    pairs = all_pairs()
    print(f"\n## Mutants of {len(pairs)} right functions, at most {plan.mutants} of each\n")
    print(
        "Equivalent are those that agree with the right function to 1e-6 on 60 random inputs of random sizes.\n"
    )
    table("function", "mutants", "equivalent", "wrong", "found", "undecidable", "missed", "right called wrong")
    total: Counter[str] = Counter()
    for pair in pairs:
        counted = _mutated(pair, plan.mutants)
        keys = ("mutants", "equivalent", "wrong", "found", "undecidable", "missed", "alarms")
        row(pair.name, *(counted[key] for key in keys))
        total += counted
    row("**all**", *(total[key] for key in keys))
    print(f"\nRight functions themselves: {total['accepted']} of {len(pairs)} called right.")
    if total["crashes"]:
        print(
            f"Not counted as alarms: {total['crashes']} mutants that agree in the open but raise an exception "
            "or give NaN on ties or sizes of 1, where the right function does not."
        )


def _mutated(pair: Pair, most: int) -> Counter[str]:
    bench, oracle, counted = Bench(pair, 0), Oracle(pair), Counter[str]()
    counted["accepted"] = bench.check(pair.backward).verdict == "right"
    for mutant in mutants(pair, most, 0):
        check = bench.check(mutant.function)
        is_wrong = oracle.differs(mutant.function)
        counted["mutants"] += 1
        counted["wrong" if is_wrong else "equivalent"] += 1
        convicted = check.verdict in ("wrong", "malformed")
        if is_wrong:
            counted[
                "found" if convicted else "undecidable" if check.verdict == "undecidable" else "missed"
            ] += 1
            if not convicted:
                print(
                    f"<!-- {check.verdict}: {pair.name}, {mutant.kind}, line {mutant.line} -->", file=sys.stderr
                )
        elif convicted:
            crash = any(told.fatal for told in check.told)
            counted["crashes" if crash else "alarms"] += 1
            if not crash:
                print(f"<!-- alarm: {pair.name}, {mutant.kind}, line {mutant.line} -->", file=sys.stderr)
    return counted


# ---- names ---------------------------------------------------------------------------------------------------


def naming(plan: Plan) -> None:
    """Single mistakes: named by the table or repaired by one edit, rightly or wrongly.

    A name is right if the same name is found again with other inputs of other seeds; a repair is right if the
    repaired function agrees with the right one on inputs that the checker never saw.
    """
    pairs = all_pairs()
    print(f"\n## Names for single mistakes, at most {plan.names} of each of {len(pairs)} functions\n")
    total: Counter[str] = Counter()
    tags: Counter[str] = Counter()
    seconds = 0.0
    for pair in pairs:
        benches, oracle = [Bench(pair, seed) for seed in (0, 1000)], Oracle(pair)
        for mutant in mutants(pair, plan.names, 1):
            start = time.process_time()
            found = list(_named(benches, oracle, mutant, tags))
            seconds += time.process_time() - start
            total.update(found)
    wrong = total["wrong"]
    table("single mistakes", "share")
    for key, told in (
        ("name", "named by the table, rightly"),
        ("repair", "repaired by one edit, rightly"),
        ("right", "either, rightly"),
        ("false name", "named by the table, wrongly"),
        ("false repair", "repaired wrongly"),
        ("false", "either, wrongly"),
        ("nothing", "neither"),
    ):
        row(told, f"{total[key]} of {wrong} ({total[key] / max(1, wrong):.1%})")
    print(f"\nNames given: {', '.join(f'{tag} {count}' for tag, count in tags.most_common())}.")
    print(f"{seconds / max(1, wrong):.2f} CPU seconds a mistake.")


def _named(benches: Sequence[Bench], oracle: Oracle, mutant: Mutant, tags: Counter[str]) -> Iterator[str]:
    first = benches[0]
    check = first.check(mutant.function)
    if check.verdict not in ("wrong", "malformed") or not oracle.differs(mutant.function):
        return
    yield "wrong"
    names, again = ({_key(one) for one in _names(bench, mutant)} for bench in benches)
    tags.update(tag for _, tag, _ in names)
    function = first.pair.backward.__name__
    mended = repair(mutant.source, function, passing(first.survey, first.build))
    good_repair = mended is not None and not oracle.differs(compiled(mended.source, first.pair.backward))
    good_name, bad_name = bool(names) and names <= again, not names <= again
    bad_repair = mended is not None and not good_repair
    for key, holds in (
        ("name", good_name),
        ("repair", good_repair),
        ("false name", bad_name),
        ("false repair", bad_repair),
        ("false", bad_name or bad_repair),
        ("right", (good_name or good_repair) and not (bad_name or bad_repair)),
        ("nothing", not names and mended is None),
    ):
        if holds:
            yield key


def _names(bench: Bench, mutant: Mutant) -> Sequence[Any]:
    check = bench.check(mutant.function)
    return diagnose(check, bench.forward, atlas=bench.atlas, slipping=bench.slipping).named


def _key(named: Any) -> tuple[str, str, str]:
    return named.name, named.tag, named.detail


PARTS = {"cost": cost, "detection": detection, "kinks": kinks, "mutants": mutation, "names": naming}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--part", nargs="+", choices=PARTS, default=list(PARTS))
    given = parser.parse_args()
    plan = Plan(3, 6, 6, 1, given.full) if given.quick else Plan(12, 30, 80, 8, given.full)
    warnings.simplefilter("ignore")
    if missing():
        print(f"Not installed, so left out: {', '.join(missing())}.")
    for name in given.part:
        PARTS[name](plan)


if __name__ == "__main__":
    main()
