"""What a person writes becomes a typed expression, and is printed back.

Here belong the tokens, the parser, declared names and their aliases, shapes, and the printers to plain text,
Unicode and LaTeX. What an expression *means* (its values, whether two are equal) belongs to ``algebra``.
"""

from .parse import parse
from .printing import to_text
from .shape_text import parse_shape

__all__ = ["parse", "parse_shape", "to_text"]
