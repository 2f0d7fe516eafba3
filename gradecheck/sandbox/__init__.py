"""Running a student's function in a process of its own, and telling how that went.

Here belong starting and ending the child process, its limits, and the binary format in which arrays cross the
wall. ``process.run`` gives a ``Run``; whatever the student's code does is an outcome there, never an exception.
Nothing that is worth stealing enters the child: expected values stay with the caller, who compares.
"""
