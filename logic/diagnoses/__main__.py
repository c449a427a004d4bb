"""Makes the index: `python -m logic.diagnoses [path]`, by default where the look-up expects it."""

from __future__ import annotations

import sys
from pathlib import Path

from logic.diagnoses.index import build, index_path


def main(arguments: list[str]) -> int:
    try:
        build(Path(arguments[0]) if arguments else index_path())
    except OSError as error:
        print(f"{error}. REHABCODE_CACHE may name another folder to write to.", file=sys.stderr)
        return 1
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
