"""What an expression means: its value at a point, and whether two expressions are equal.

``compare(expected, given, scope)`` climbs a ladder of rigorous steps, cheapest first; each result carries
the evidence it rests on. Nothing here knows of problems, answers or credit.
"""
