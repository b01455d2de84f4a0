"""Makes the table of emojis people may react with, from Unicode's own list.

`python tools/unicode_emojis.py emoji-test.txt`: the file is at unicode.org, Public/emoji/<version>/.
"""

import sys
import textwrap
from pathlib import Path

TABLE = Path(__file__).parents[1] / "src/beep/features/messaging/unicode_emojis.txt"


def main() -> None:
    found: set[str] = set()
    for line in Path(sys.argv[1]).read_text("utf-8").splitlines():
        code, _, rest = line.partition(";")
        if rest.strip().startswith("fully-qualified"):
            found.add("".join(chr(int(point, 16)) for point in code.split()))
    lines = textwrap.wrap(" ".join(sorted(found)), 110, break_on_hyphens=False)
    TABLE.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
