"""Published hunting queries over recorded Windows attacks; some of their counts are found again without Harrier."""
import glob
import json
import os
import re
import unittest
import zipfile

from harrier_testing import Server, run

SHARED = os.environ.get("HARRIER_SHARED", os.path.join(os.path.dirname(__file__), "..", "..", "..", "shared"))
RECORDINGS = os.path.join(SHARED, "data", "otrf")
ARCHIVES = sorted(glob.glob(os.path.join(RECORDINGS, "*.[zZ]ip")))
QUERIES = os.path.join(SHARED, "corpus", "dev.jsonl")

# Twenty of the corpus's queries on SecurityEvent and Event, and how many rows each finds in the recordings.
ROWS = {
    "reprise99-31155e32ce": 4,
    "reprise99-4e833acb20": 4,
    "reprise99-854d46e88f": 17,
    "reprise99-ec4d392cef": 0,
    "reprise99-317eddb9e3": 17,
    "wortell-f2e521b732": 148,
    "wortell-45ecc3ea59": 8,
    "wortell-4648e1b9bf": 159,
    "wortell-f6d9973e70": 1,
    "wortell-b6ec470f26": 6119,
    "wortell-420b1080d1": 2,
    "wortell-2a78716937": 4,
    "wortell-769c8f53d8": 6,
    "wortell-4ebe716314": 2739,
    "wortell-36dfddbd95": 3,
    "azure-4dcf3efa85": 1,
    "azure-a18eac3518": 3,
    "azure-2001656a59": 11,
    "azure-1f436e142f": 99,
    "azure-bcd22ba7c5": 3,
}


def events():
    """Every Windows event of the recordings, as the log shipper wrote it."""
    for path in ARCHIVES:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.startswith("__MACOSX/") or not name.endswith(".json"):
                    continue
                for line in archive.read(name).decode("utf-8-sig").splitlines():
                    event = json.loads(line) if line.startswith("{") else {}
                    if str(event.get("EventID", "")).isdigit():
                        yield event | {"EventID": int(event["EventID"])}


def text(event, name):
    return str(event.get(name, ""))


def ends(event, name, *tails):
    return text(event, name).lower().endswith(tails)


# What those queries ask, of the raw events.
COUNTED = {
    "wortell-36dfddbd95": lambda e: e["EventID"] in (517, 1102),
    "wortell-4648e1b9bf": lambda e: e["EventID"] in (4776, 4624) or (e["EventID"] == 4625 and text(e, "WorkstationName") == "RULER"),
    "wortell-b6ec470f26": lambda e: e["EventID"] in (4656, 4658, 4660) or (e["EventID"] == 4663 and ends(e, "ObjectName", "\\wceaux.dll")),
    "wortell-4ebe716314": lambda e: e["EventID"] in (4656, 4663) or (e["EventID"] == 4658 and ends(e, "ObjectName", ".aaa")) or ends(e, "ObjectName", ".zzz"),
    "wortell-f6d9973e70": lambda e: (e["EventID"] == 4662 and "replicating directory changes all" in text(e, "Properties").lower())
    or "1131f6ad-9c07-11d1-f79f-00c04fc2dcd2" in text(e, "Properties").lower(),
    "wortell-769c8f53d8": lambda e: (e["EventID"] == 5145 and ends(e, "RelativeTargetName", ".pst"))
    or ends(e, "RelativeTargetName", ".ost", ".msg", ".nst", ".oab", ".edb", ".nsf", ".bak", ".dmp", ".kirbi", "\\ntds.dit", "\\groups.xml", ".rdp"),
    "azure-a18eac3518": lambda e: e["EventID"] == 4688 and ends(e, "ParentProcessName", "\\w3wp.exe"),
}


@unittest.skipUnless(os.path.isdir(RECORDINGS) and os.path.isfile(QUERIES), f"no recorded attacks: {RECORDINGS} is not there")
class RecordedAttacks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.addClassCleanup(cls.server.stop)
        for path in ARCHIVES:
            status, out, said = run("ingest", "--data", cls.server.data, path)
            assert status == 0, f"{path}: {out}{said}"
        with open(QUERIES, encoding="utf-8") as lines:
            found = (json.loads(line) for line in lines)
            # The recordings are years old: the look-back is everything.
            cls.queries = {q["id"]: re.sub(r"ago\s*\([\s\w.]+\)", "datetime(2000-01-01)", q["query"]) for q in found if q["id"] in ROWS}

    def test_each_finds_its_rows(self):
        self.assertEqual(sorted(self.queries), sorted(ROWS))
        found = {name: len(self.server.rows(query)) for name, query in self.queries.items()}
        self.assertEqual(found, ROWS)

    def test_counts_are_those_of_the_raw_events(self):
        counted = dict.fromkeys(COUNTED, 0)
        for event in events():
            if event.get("Channel", "").lower() != "security":
                continue
            for name, asks in COUNTED.items():
                counted[name] += asks(event)
        self.assertEqual(counted, {name: ROWS[name] for name in COUNTED})


if __name__ == "__main__":
    unittest.main()
