"""Reverse mode on the computation graph of a problem: values, gradients, and the answer keys themselves.

Here belong the table of primitives (what an operation computes and how a gradient flows back through it), the
graph that definitions are lowered to, and its two readings: numbers (``numeric``) and expressions
(``symbolic``). Whether two gradients agree is for ``algebra`` and ``differences`` to say.
"""
