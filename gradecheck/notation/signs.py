"""Tables of signs: Unicode characters and LaTeX commands → the few signs that the reader knows."""

from __future__ import annotations

SIGNS: dict[str, str] = {
    **{sign: sign for sign in "+-*/^_()[]{}|,;:<>=!'@.&√∂∞"},
    "**": "^",
    ".*": "∘",
    "*.": "∘",
    "./": "/",
    "==": "==",
    "!=": "!=",
    "<>": "!=",
    "=/=": "!=",
    "/=": "!=",
    "<=": "<=",
    ">=": ">=",
    "=<": "<=",
    "=>": ">=",
    "&&": "and",
    "...": "..",
    "..": "..",
    "−": "-",
    "–": "-",
    "—": "-",
    "﹣": "-",
    "－": "-",
    "＋": "+",
    "＝": "=",
    "（": "(",
    "）": ")",
    "［": "[",
    "］": "]",
    "｛": "{",
    "｝": "}",
    "｜": "|",
    "，": ",",
    "：": ":",
    "；": ";",
    "＊": "*",
    "／": "/",
    "＾": "^",
    "＿": "_",
    "＜": "<",
    "＞": ">",
    "⋅": "*",
    "·": "*",
    "•": "*",
    "∙": "*",
    "×": "*",
    "✕": "*",
    "∗": "*",
    "⊙": "∘",
    "∘": "∘",
    "◦": "∘",
    "○": "∘",
    "⊗": "⊗",
    "÷": "/",
    "∕": "/",
    "⁄": "/",
    "≤": "<=",
    "≥": ">=",
    "⩽": "<=",
    "⩾": ">=",
    "≦": "<=",
    "≧": ">=",
    "≠": "!=",
    "∈": "∈",
    "∑": "sum",
    "Σ": "sum",
    "∏": "prod",
    "Π": "prod",
    "√": "sqrt",
    "′": "'",
    "’": "'",
    "´": "'",
    "ʹ": "'",
    "⊤": "⊤",
    "┬": "⊤",
    "𝟙": "𝟙",
    "〈": "⟨",
    "〉": "⟩",
    "𝟏": "𝟙",
    "∥": "‖",
    "‖": "‖",
    "∧": "and",
    "∨": "or",
    "¬": "not",
    "⟨": "⟨",
    "⟩": "⟩",
    "…": "..",
    "%": "%",
    "?": "?",
}

COMMANDS: dict[str, tuple[str, str]] = {
    **{
        name: ("run", letter)
        for name, letter in zip(
            (
                "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu "
                "xi pi rho sigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Phi Psi "
                "Omega ell"
            ).split(),
            ("α β γ δ ε ε ζ η θ θ ι κ λ μ ν ξ π ρ σ τ υ φ φ χ ψ ω Γ Δ Θ Λ Ξ Φ Ψ Ω l").split(),
            strict=True,
        )
    },
    **{
        name: ("run", name)
        for name in (
            "exp log ln sin cos tan sinh cosh tanh arcsin arccos arctan sec csc cot max min det dim diag "
            "sech csch coth softmax sigmoid relu sign sgn argsort sort"
        ).split()
    },
    **dict.fromkeys(("frac", "dfrac", "tfrac", "cfrac"), ("command", "frac")),
    "sqrt": ("command", "sqrt"),
    **dict.fromkeys(("binom", "dbinom", "tbinom"), ("command", "binom")),
    "sum": ("command", "sum"),
    "prod": ("command", "prod"),
    "cdot": ("sign", "*"),
    "times": ("sign", "*"),
    "ast": ("sign", "*"),
    "bullet": ("sign", "*"),
    "div": ("sign", "/"),
    "circ": ("sign", "∘"),
    "odot": ("sign", "∘"),
    "otimes": ("sign", "⊗"),
    "partial": ("sign", "∂"),
    "top": ("sign", "⊤"),
    "intercal": ("sign", "⊤"),
    "prime": ("sign", "'"),
    "infty": ("sign", "∞"),
    "le": ("sign", "<="),
    "leq": ("sign", "<="),
    "leqslant": ("sign", "<="),
    "ge": ("sign", ">="),
    "geq": ("sign", ">="),
    "geqslant": ("sign", ">="),
    "lt": ("sign", "<"),
    "gt": ("sign", ">"),
    "ne": ("sign", "!="),
    "neq": ("sign", "!="),
    "in": ("sign", "∈"),
    "land": ("sign", "and"),
    "wedge": ("sign", "and"),
    "lor": ("sign", "or"),
    "vee": ("sign", "or"),
    "neg": ("sign", "not"),
    "lnot": ("sign", "not"),
    "{": ("sign", "{"),
    "}": ("sign", "}"),
    "lbrace": ("sign", "{"),
    "rbrace": ("sign", "}"),
    "lbrack": ("sign", "["),
    "rbrack": ("sign", "]"),
    "langle": ("sign", "⟨"),
    "rangle": ("sign", "⟩"),
    "vert": ("sign", "|"),
    "lvert": ("sign", "|"),
    "rvert": ("sign", "|"),
    "|": ("sign", "‖"),
    "Vert": ("sign", "‖"),
    "lVert": ("sign", "‖"),
    "rVert": ("sign", "‖"),
    "\\": ("sign", "\\\\"),
    "_": ("sign", "_"),
    "dots": ("sign", ".."),
    "ldots": ("sign", ".."),
    "cdots": ("sign", ".."),
}

DROPPED_COMMANDS = frozenset(
    (
        ", ; ! : quad qquad displaystyle textstyle limits nolimits boxed ( ) [ ] space enspace thinspace , > $ "
        "& % mathstrut phantom scriptstyle rm bf it"
    ).split()
) | {" "}

ACCENT_COMMANDS = {
    "hat": "hat",
    "widehat": "hat",
    "bar": "bar",
    "overline": "bar",
    "tilde": "tilde",
    "widetilde": "tilde",
    "dot": "dot",
}

ACCENTS = {"\u0302": "hat", "\u0304": "bar", "\u0305": "bar", "\u0303": "tilde", "\u0307": "dot"}
"""Combining marks."""

VULGAR = {
    "½": "1/2",
    "⅓": "1/3",
    "⅔": "2/3",
    "¼": "1/4",
    "¾": "3/4",
    "⅕": "1/5",
    "⅖": "2/5",
    "⅗": "3/5",
    "⅘": "4/5",
    "⅙": "1/6",
    "⅚": "5/6",
    "⅛": "1/8",
    "⅜": "3/8",
    "⅝": "5/8",
    "⅞": "7/8",
}

SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-=()aehijklmnoprstuvx", strict=True))

SUPERSCRIPTS = {
    **dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵀⁿⁱᵐʲᵏˣʸᶻ", "0123456789+-=()TnimjkxyZ", strict=True)),
    "ᶻ": "z",
    "ᵗ": "T",
}

GREEK = {
    letter: name
    for name, letter in zip(
        (
            "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau "
            "upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Phi Psi Omega"
        ).split(),
        ("α β γ δ ε ζ η θ ι κ λ μ ν ξ π ρ σ τ υ φ χ ψ ω Γ Δ Θ Λ Ξ Φ Ψ Ω").split(),
        strict=True,
    )
}
