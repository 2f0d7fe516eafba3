"""Random graphs as forward computations make them, from a seed."""

from __future__ import annotations

from random import Random

Parents = dict[str, tuple[str, ...]]


def computation(size: int, random: Random) -> Parents:
    """A few inputs, operations of one and of two values, some values used again, all folded to one output.

    It has ``size`` nodes, or one less.
    """
    nodes: Parents = {f"n{k}": () for k in range(random.randint(1, max(1, size // 3)))}
    unused = list(nodes)
    again = random.choice([0.0, 0.05, 0.1, 0.2, 0.35])
    while len(unused) > 1 or len(nodes) + 1 < size:
        if len(unused) >= size - len(nodes):
            above = unused[:2]
        else:
            pool = list(nodes) if random.random() < again else unused
            count = min(len(pool), random.choice([1, 2, 2]))
            late = pool[-4:] if random.random() < 0.7 else pool
            above = random.sample(late if len(late) >= count else pool, count)
        name = f"n{len(nodes)}"
        nodes[name] = tuple(above)
        unused = [each for each in unused if each not in above] + [name]
    return nodes


def formula(size: int, random: Random) -> Parents:
    """Most values are used once, by something near; there may be several outputs, and parts that are apart."""
    nodes: Parents = {}
    for k in range(size):
        near = [f"n{j}" for j in range(max(0, k - 6), k)]
        count = min(len(near), random.choice([0, 0, 1, 2] if k < size - 3 else [1, 2]))
        nodes[f"n{k}"] = tuple(sorted(random.sample(near, count)))
    return nodes


def graphs(count: int, seed: str, least: int = 2, most: int = 40) -> list[Parents]:
    """So many graphs of ``least`` to ``most`` nodes, of both kinds."""
    found: list[Parents] = []
    for k in range(count):
        random = Random(f"{seed} {k}")
        found.append((computation, formula)[k % 2](random.randint(least, most), random))
    return found
