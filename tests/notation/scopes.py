"""The scopes of the practice sheet's four problems, as far as reading needs them."""

from __future__ import annotations

from gradecheck.notation.expr import Apply, Name, add, number
from gradecheck.notation.scope import Declared, Index, Scope

Q = add(Name("x"), Name("y"))
GRAPH = Scope(
    names=(
        *map(Declared, ("x", "y", "z")),
        Declared("q", definition=Q),
        Declared("f", definition=Apply("mul", (Q, Name("z")))),
    )
)
NEURON = Scope(
    names=(
        Declared("w_0", aliases=("w_o",)),
        Declared("x_0", aliases=("x_o",)),
        *map(Declared, ("w_1", "x_1", "w_2")),
        Declared("z", definition=Name("w_2")),
        Declared("α", aliases=("a",), definition=Apply("sigmoid", (Name("z"),))),
    )
)
HIDDEN, INPUT = "D_{a_1}", "D_x"
NETWORK = Scope(
    names=(
        Declared("W_1", (HIDDEN, INPUT)),
        Declared("b_1", (HIDDEN, 1)),
        Declared("W_2", (1, HIDDEN)),
        Declared("b_2"),
        Declared("x", (INPUT, 1), batch="i"),
        Declared("y", batch="i"),
        Declared("ŷ", batch="i", domain="probability"),
        Declared("z_1", (HIDDEN, 1), batch="i"),
        Declared("a_1", (HIDDEN, 1), batch="i"),
        Declared("z_2", batch="i"),
        Declared("X", (INPUT, "m")),
        Declared("Y", (1, "m")),
        Declared("Ŷ", (1, "m")),
        Declared("Z_1", (HIDDEN, "m")),
        Declared("δ_1", batch="i"),
        Declared("δ_2", batch="i"),
        Declared("δ_3", (1, HIDDEN), batch="i"),
        Declared("δ_4", (HIDDEN, 1), batch="i"),
        Declared("δ_5", (1, INPUT), batch="i"),
    ),
    indices=(Index("i", number(1), Name("m")),),
    dims=(HIDDEN, INPUT, "m"),
)
SORT = Scope(
    names=(
        Declared("x", ("n", 1), distinct=True),
        Declared("g", ("n", 1), aliases=("∂L/∂F", "∂")),
        Declared("P", ("n", "n"), definition=Apply("permutation", (Name("x"),))),
    ),
    indices=(Index("i", number(0), add(Name("n"), number(-1))),),
    dims=("n",),
)
LOSS = Scope(
    names=(
        *map(Declared, ("w", "b", "λ", "ε")),
        Declared("x", batch="i"),
        Declared("y", batch="i"),
        Declared("z", batch="i", definition=add(Apply("mul", (Name("w"), Name("x"))), Name("b"))),
        Declared("a", batch="i", definition=Apply("sigmoid", (Name("z"),))),
        Declared("e", batch="i", definition=add(Name("a"), Apply("neg", (Name("y"),)))),
    ),
    indices=(Index("i", number(1), Name("m")),),
    dims=("m",),
)
SCOPES = {"graph": GRAPH, "neuron": NEURON, "network": NETWORK, "sort": SORT, "loss": LOSS}
