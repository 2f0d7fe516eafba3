"""Makes the lists of mistakes importable, which the benchmark of diagnosis reads as well."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2] / "benchmarks")]
