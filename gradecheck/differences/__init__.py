"""Gradients held against finite differences of the forward computation, with an error bound for each number.

Here belong the estimate of a gradient from forward values alone, and the judgement of a candidate by it:
right, wrong, or undecidable at this point. Nothing here knows how the candidate came to be; ``autodiff`` is
not used, so that the two can check each other.
"""
