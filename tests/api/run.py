#!/usr/bin/env python3
"""run.py [--totals] [-k WORD]: runs the tests of this folder (*_test.py, unittest) against the program in HARRIER_BIN.

With --totals, stdout is one line "passed failed skipped" and everything else goes to stderr.
"""
import os
import sys
import unittest

FOLDER = os.path.dirname(os.path.abspath(__file__))


def main():
    arguments = sys.argv[1:]
    only_totals = "--totals" in arguments
    sys.path.insert(0, FOLDER)
    os.environ.setdefault("HARRIER_BIN", os.path.join(FOLDER, "../../build/release/bin/harrier"))
    loader = unittest.TestLoader()
    if "-k" in arguments:
        loader.testNamePatterns = [f"*{arguments[arguments.index('-k') + 1]}*"]
    suite = loader.discover(FOLDER, pattern="*_test.py")
    result = unittest.TextTestRunner(stream=sys.stderr, verbosity=1 if os.environ.get("CI") else 2).run(suite)
    failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    skipped = len(result.skipped) + len(result.expectedFailures)
    for case, reason in result.skipped:
        print(f"skipped: {case}: {reason}", file=sys.stderr)
    passed = max(0, result.testsRun - failed - skipped)
    if only_totals:
        print(passed, failed, skipped)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
