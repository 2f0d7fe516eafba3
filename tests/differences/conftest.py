"""Makes ``nets`` importable, and the functions of the benchmark: the tests of this folder share them."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2] / "benchmarks")]
