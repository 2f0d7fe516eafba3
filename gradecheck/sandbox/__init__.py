"""Running a student's function in a process of its own, and telling how that went.

Here belong the zygote that forks a process for each job, the tiers that shut it in, the test whether they
hold on this machine, and the binary format in which values cross the wall. ``process.run`` gives a ``Run``;
whatever the student's code does is an outcome there, never an exception. Nothing that is worth stealing
enters the job: expected values stay with the caller, who compares.
"""
