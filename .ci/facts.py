"""Compares the crate generated from a specification with the crate generated from its facts file.

The code must be equal, except for documentation.

Usage: facts.py SPECIFICATION_CRATE FACTS_CRATE
"""

import pathlib
import sys


def code(directory):
    """Returns the lines of each file without comments and blank lines."""
    files = {}
    for path in sorted(pathlib.Path(directory).rglob("*")):
        if path.is_file() and path.name not in ("README.md", "Cargo.lock"):
            lines = path.read_text(encoding="utf-8").splitlines()
            code = [line for line in lines if not line.lstrip().startswith("//")]
            files[path.relative_to(directory)] = [line for line in code if line.strip()]
    return files


def main():
    whole, facts = (code(directory) for directory in sys.argv[1:])
    different = [path for path in {**whole, **facts} if whole.get(path) != facts.get(path)]
    for path in different:
        print(f"{path}: the code differs between specification and facts")
    print(f"{len(whole)} files, {len(different)} differ")
    return 1 if different or not whole else 0


if __name__ == "__main__":
    sys.exit(main())
