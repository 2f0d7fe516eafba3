"""Reports and problems in words: a terminal table, JSON, an answer sheet to fill in, a problem to read.

Here belongs how a result looks, and what each feedback level lets a student see. Nothing is decided here.
"""
