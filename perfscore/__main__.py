"""``python -m perfscore`` is the same as ``perfscore`` (命令行入口)."""

from perfscore.cli import main

if __name__ == "__main__":
    main()
