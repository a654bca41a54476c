"""``python -m tests.oracle --sheets 100000``."""

import sys

from tests.oracle.proving import main

if __name__ == "__main__":
    sys.exit(main())
