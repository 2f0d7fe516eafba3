"""A synthetic class: seeded students with habits, right answers in many spellings, slips, buggy code.

A student depends on the seed and on their number only, whatever the size of the class; the same seed gives
the same bytes. What each answer is meant to be is written down beside the submissions, where it is certain.
"""
