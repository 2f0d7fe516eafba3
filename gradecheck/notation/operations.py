"""The table of operations: their names, how many arguments they take, and how they act on shapes.

Adding an operation is adding a row here, and one in each room that gives it meaning (``algebra.balls``,
``autodiff.primitives``); a test holds the tables together.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Operation:
    """A row of the table.

    ``kind`` says how shapes act: ``elementwise`` (scalars broadcast), ``compare`` (elementwise, 0 or 1),
    ``reduce`` (to a scalar), ``same`` (shape of the first argument), ``special`` (its own rule).
    """

    name: str
    least: int
    most: int | None
    kind: str
    spellings: tuple[str, ...] = ()
    """How the function is written in text (``np.`` and a backslash are taken off before)."""


def _row(name: str, arity: int | tuple[int, int | None], kind: str, *spellings: str) -> Operation:
    least, most = arity if isinstance(arity, tuple) else (arity, arity)
    return Operation(name, least, most, kind, spellings)


MANY = (2, None)

OPERATIONS: dict[str, Operation] = {
    row.name: row
    for row in (
        # constants
        _row("pi", 0, "elementwise"),
        _row("e", 0, "elementwise"),
        # arithmetic: `-` is add of neg; `mul` has at most one factor that is not a scalar
        _row("add", MANY, "elementwise"),
        _row("neg", 1, "elementwise"),
        _row("mul", MANY, "elementwise"),
        _row("div", 2, "elementwise"),
        _row("pow", 2, "elementwise", "power", "pow"),
        _row("hadamard", MANY, "elementwise", "multiply"),
        # elementary functions
        _row("exp", 1, "elementwise", "exp"),
        _row("log", 1, "elementwise", "log", "ln"),
        _row("log_base", 2, "elementwise"),  # log_base(b, x) is the logarithm of x to base b
        _row("sqrt", 1, "elementwise", "sqrt"),
        _row("abs", 1, "elementwise", "abs"),
        _row("sign", 1, "elementwise", "sign", "sgn"),
        _row("sin", 1, "elementwise", "sin"),
        _row("cos", 1, "elementwise", "cos"),
        _row("tan", 1, "elementwise", "tan"),
        _row("asin", 1, "elementwise", "asin", "arcsin"),
        _row("acos", 1, "elementwise", "acos", "arccos"),
        _row("atan", 1, "elementwise", "atan", "arctan"),
        _row("sinh", 1, "elementwise", "sinh"),
        _row("cosh", 1, "elementwise", "cosh"),
        _row("tanh", 1, "elementwise", "tanh"),
        _row("asinh", 1, "elementwise", "asinh", "arcsinh", "arsinh"),
        _row("acosh", 1, "elementwise", "acosh", "arccosh", "arcosh"),
        _row("atanh", 1, "elementwise", "atanh", "arctanh", "artanh"),
        _row("sec", 1, "elementwise", "sec"),
        _row("csc", 1, "elementwise", "csc", "cosec"),
        _row("cot", 1, "elementwise", "cot"),
        _row("factorial", 1, "elementwise", "factorial"),
        # activations
        _row("sigmoid", 1, "elementwise", "sigmoid", "σ", "sigma", "sigm", "logistic", "expit"),
        _row("relu", 1, "elementwise", "relu", "ReLU", "Relu", "RELU"),
        _row("softplus", 1, "elementwise", "softplus"),
        _row("step", 1, "elementwise", "step", "heaviside"),  # 1 where the argument is > 0
        _row("sigmoid_prime", 1, "elementwise"),  # written σ'(z), sigmoid'(z)
        _row("relu_prime", 1, "elementwise"),
        _row("tanh_prime", 1, "elementwise"),
        _row("softplus_prime", 1, "elementwise"),
        _row("max", MANY, "elementwise", "max", "maximum"),
        _row("min", MANY, "elementwise", "min", "minimum"),
        # comparisons are 0 or 1 wherever a number is wanted
        _row("lt", 2, "compare"),
        _row("le", 2, "compare"),
        _row("gt", 2, "compare"),
        _row("ge", 2, "compare"),
        _row("eq", 2, "compare"),
        _row("ne", 2, "compare"),
        _row("and", MANY, "compare"),
        _row("or", MANY, "compare"),
        _row("not", 1, "compare"),
        # cases(value_1, condition_1, value_2, condition_2, ..., [otherwise]): the first that holds
        _row("cases", (2, None), "special"),
        # matrices
        _row("matmul", MANY, "special", "matmul"),
        _row("transpose", 1, "special", "transpose"),
        _row("vector", (1, None), "special"),  # a column of scalars: [a, b, c]
        _row("matrix", (1, None), "special"),  # rows, each a `vector`
        _row("index", (2, 3), "special"),  # index(x, i), index(W, i, j); a vector index gathers
        _row("slice", 3, "special"),  # slice(x, from, to): entries from .. to-1 of a vector
        _row("basis", 2, "special"),  # basis(i, x): the i-th unit vector as long as x; written e_i
        _row("diag", 1, "special", "diag"),  # vector → diagonal matrix, square matrix → its diagonal
        _row("outer", 2, "special", "outer"),
        _row("dot", 2, "special", "inner"),  # inner product of two vectors of equal length
        _row("trace", 1, "reduce", "trace", "tr"),
        _row("kron", 2, "special", "kron"),
        _row("norm", 1, "reduce", "norm"),  # Euclidean or Frobenius
        _row("total", 1, "reduce", "sum"),  # np.sum: of all entries
        _row("total_rows", 1, "special"),  # np.sum(axis=0): down the rows, leaves 1 × columns
        _row("total_columns", 1, "special"),  # np.sum(axis=1): along the columns, leaves rows × 1
        _row("mean", 1, "reduce", "mean", "average"),
        _row("maximum_entry", 1, "reduce"),  # max of one vector
        _row("minimum_entry", 1, "reduce"),
        _row("sort", 1, "same", "sort", "sorted"),  # ascending
        _row("argsort", 1, "same", "argsort"),  # positions from 0
        _row("permutation", 1, "special"),  # the matrix P with P x = sort(x)
        _row("softmax", 1, "same", "softmax"),  # of a column; of each column of a matrix
        _row("logsumexp", 1, "reduce", "logsumexp", "lse"),
        _row("concat", MANY, "special", "concatenate", "concat", "vstack"),  # one below the other
        _row("ones_like", 1, "same", "ones_like"),
        _row("zeros_like", 1, "same", "zeros_like"),
        _row("identity", 1, "special"),  # identity(x): the identity matrix as large as x has rows
    )
}

SPELLINGS: dict[str, str] = {spelling: row.name for row in OPERATIONS.values() for spelling in row.spellings}
"""Function name as written → operation."""

PRIMES: dict[str, str] = {name.removesuffix("_prime"): name for name in OPERATIONS if name.endswith("_prime")}
"""Operation → its derivative, where a prime may be written."""

COMPARISONS = frozenset({"lt", "le", "gt", "ge", "eq", "ne"})
