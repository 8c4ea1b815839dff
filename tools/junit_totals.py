#!/usr/bin/env python3
"""junit_totals.py FILE: prints "passed failed skipped" of a JUnit file, and the failed and skipped names on stderr."""
import os
import sys
import xml.etree.ElementTree as ET


def totals(path):
    if not os.path.exists(path):
        print(f"no test report at {path}", file=sys.stderr)
        return 0, 1, 0
    passed = failed = skipped = 0
    for case in ET.parse(path).getroot().iter("testcase"):
        status = case.get("status")
        if status == "run":
            passed += 1
        elif status in ("notrun", "disabled"):
            skipped += 1
        else:
            failed += 1
            print("FAILED:", case.get("name"), file=sys.stderr)
    if passed + failed == 0:
        print(f"{path}: no test ran", file=sys.stderr)
        failed = 1
    return passed, failed, skipped


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    print(*totals(sys.argv[1]))
