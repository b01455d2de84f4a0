"""`python -m beep` is `beep`."""

from beep.cli import main

main()
