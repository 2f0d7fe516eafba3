"""A class graded: the store, the batch runner and its executors, policies, statistics, exports.

Nothing is rendered here. A run may be killed at any moment and goes on where it stopped; the same submissions,
problems and engine give the same gradebook.
"""
