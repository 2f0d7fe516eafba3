"""Questions that were written for other systems, as problem files: Moodle XML, STACK, PrairieLearn.

Here belong reading those formats, what of them has the same meaning here, and the problem file that comes of
it. Nothing of a question is run, and what cannot be taken over is told with its place. How a problem file is
read belongs to ``problem``.
"""
