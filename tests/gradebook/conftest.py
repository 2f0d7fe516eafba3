"""Makes ``made`` importable: what is made by hand is shared by the tests of this room."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
