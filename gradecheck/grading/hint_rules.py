"""Which rules of differentiation apply on the way through a definition: a sentence for each operation."""

from __future__ import annotations

from collections.abc import Iterator

from ..notation.expr import Apply, Expr, Name, Reduction, children, free_names

RULES: dict[str, str] = {
    "copy": "It is passed on as it is.",
    "add": "In a sum, each term passes the gradient on as it is.",
    "neg": "A minus sign turns the sign of the gradient round.",
    "mul": "In a product, the derivative by one factor is the product of the others.",
    "hadamard": "∘ works entry by entry: a factor gets the gradient that arrives ∘ the other factor.",
    "div numerator": "In a quotient, the derivative by the numerator is 1 over the denominator.",
    "div denominator": "1/(…) has the derivative −1/(…)²; what stands above it is a factor.",
    "pow base": "The exponent comes down as a factor and is one less: (…)ⁿ has the derivative n (…)ⁿ⁻¹.",
    "pow exponent": "An exponential has itself as a factor of its derivative, and the log of its base.",
    "exp": "The exponential is its own derivative.",
    "log": "log(…) has the derivative 1/(…).",
    "sqrt": "√(…) has the derivative 1/(2√(…)).",
    "abs": "|…| has the derivative 1 where what is inside is positive, −1 where it is negative.",
    "sin": "sin has the derivative cos.",
    "cos": "cos has the derivative −sin.",
    "tan": "tan has the derivative 1 + tan².",
    "sinh": "sinh has the derivative cosh.",
    "cosh": "cosh has the derivative sinh.",
    "asin": "arcsin(…) has the derivative 1/√(1 − (…)²).",
    "acos": "arccos(…) has the derivative −1/√(1 − (…)²).",
    "atan": "arctan(…) has the derivative 1/(1 + (…)²).",
    "sigmoid": "σ' = σ (1 − σ).",
    "tanh": "tanh' = 1 − tanh².",
    "relu": "ReLU lets the gradient through where its argument is positive, and stops it elsewhere.",
    "softplus": "softplus has the derivative σ.",
    "max": "A maximum passes the gradient to the argument that is largest, and nothing to the others.",
    "min": "A minimum passes the gradient to the argument that is smallest, and nothing to the others.",
    "cases": "In each case the derivative is that of its own formula.",
    "matmul": "What arrives has the shape of the product; a factor's gradient has the shape of the factor. "
    "That settles the order and the transposes.",
    "transpose": "What went through a transpose comes back transposed.",
    "vector": "Each entry of a vector gets its own entry of the gradient.",
    "index": "The gradient of one entry comes back to that entry alone; the others get 0.",
    "slice": "The gradient of some entries comes back to those; the others get 0.",
    "outer": "In an outer product, each vector gets the gradient that arrives, times the other vector.",
    "dot": "In an inner product, each vector gets the other, times what arrives.",
    "trace": "A trace passes the gradient to the diagonal.",
    "norm": "A norm has as its gradient the vector divided by its norm.",
    "total": "A sum of entries passes the same gradient to each entry.",
    "total_rows": "A sum down the rows passes the same gradient to each row.",
    "total_columns": "A sum along the columns passes the same gradient to each column.",
    "mean": "A mean passes to each entry its share of the gradient.",
    "maximum_entry": "The largest entry gets the gradient; the others get 0.",
    "minimum_entry": "The smallest entry gets the gradient; the others get 0.",
    "sort": "Sorting moves entries: the gradient of each goes back to where it came from.",
    "softmax": "Each entry of a softmax depends on all inputs: the Jacobian is diagonal less a product.",
    "logsumexp": "logsumexp has the softmax as its gradient.",
    "concat": "Each part gets its own part of the gradient back.",
    "sum": "A sum passes the gradient to each of its terms.",
    "prod": "In a product, the derivative by one factor is the product of the others.",
    "stack": "Each column gets its own column of the gradient back.",
}
"""… is whatever stands there; a letter could be a name of the problem."""

OTHERWISE = "The chain rule: the derivative of the outer function, times that of the inner one."


def rules_to(definition: Expr, name: str) -> tuple[str, ...]:
    """The rules that are needed on the ways from the root of a definition to a name in it, each once.

    >>> e_to_the_minus_x = Apply("pow", (Apply("e", ()), Apply("neg", (Name("x"),))))
    >>> rules_to(e_to_the_minus_x, "x")
    ('exp', 'neg')
    """
    return tuple(dict.fromkeys(_rules(definition, name)))


def sentence(rule: str) -> str:
    """What a rule says.

    >>> sentence("sigmoid")
    "σ' = σ (1 − σ)."
    """
    return RULES.get(rule, OTHERWISE)


def _rules(expr: Expr, name: str) -> Iterator[str]:
    if isinstance(expr, Name):
        return
    for at, child in enumerate(children(expr)):
        if name in free_names(child):
            yield _rule(expr, at)
            yield from _rules(child, name)


def _rule(expr: Expr, at: int) -> str:
    match expr:
        case Reduction():
            return expr.op
        case Apply(op="pow", args=(Apply(op="e"), _)):
            return "exp"
        case Apply(op="pow"):
            return "pow exponent" if at else "pow base"
        case Apply(op="div"):
            return "div denominator" if at else "div numerator"
        case Apply(op="cases") if at % 2:
            return "cases"
        case Apply(op=op):
            return op
    return "copy"
