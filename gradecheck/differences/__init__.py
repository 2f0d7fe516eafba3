"""Gradients held against finite differences of the forward computation, with an error bound for each number.

Here belong the estimate of a gradient from forward values alone (``ladder``, ``survey``, ``entries``), the
judgement of a candidate by it (``judge``, ``locate``, ``contract``), the inputs that matter
(``configurations``), and the explanation of what is wrong (``diagnosis``, ``repair``). Functions are called in
batches through ``point.Many``; nothing here knows where they run. ``autodiff`` is not used, so that the two can
check each other.
"""
