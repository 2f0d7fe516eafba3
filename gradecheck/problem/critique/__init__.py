"""What ``validate`` points out in a problem file that loads: a fact, and what to do about it."""
