"""Naming the mistake: which wrong answer a student's is, of those that follow from one known mistake."""
