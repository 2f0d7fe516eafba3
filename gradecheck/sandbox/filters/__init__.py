"""The seccomp programs as data files, one for each machine and each way of guarding files.

``rules`` says what is allowed; ``make`` turns that into the files with libseccomp, when the rules change:
``python -m gradecheck.sandbox.filters.make``. Running the sandbox needs neither of them, only the files.
"""
