"""Problem files: from YAML to a frozen ``Problem``, with line and column for whatever is wrong in them.

Here belong loading, the schema, deriving and cross-checking the author's keys, and the cache of compiled
keys. What an answer earns belongs to ``grading``.
"""
