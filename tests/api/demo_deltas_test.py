"""Deltas of the demo's hunting queries against windows set by hand, and after one more day."""
import json
import os
import re
import tempfile
import unittest

from harrier_testing import Server, run

END = "2026-01-01T00:00:00Z"
DAYS = [f"{day}T00:00:00Z" for day in ("2025-12-30", "2025-12-31", "2026-01-01", "2026-01-02")]
# A query with one of these chooses its time itself.
OWN_TIME = re.compile(r"\b(ago|now|datetime|todatetime)\(|\{\{StartTimeISO")


class DemoDeltas(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        data = os.path.join(cls.folder.name, "demo")
        run("demo", "--data", data, "--fill-only", "--scale", "0.02", env={"DEMO_NOW": END}, timeout=300)
        cls.server = Server(data)
        listed = json.loads(cls.server.request("GET", "/api/v1/hunting/queries")[2])["value"]
        cls.queries = {query["id"]: query["query"] for query in listed if not query["isCustom"]}

    @classmethod
    def tearDownClass(cls):
        cls.server.own = False
        cls.server.stop()
        cls.folder.cleanup()

    def runs(self, begin, end):
        body = json.dumps({"queries": list(self.queries), "from": begin, "to": end})
        status, _, text = self.server.request("POST", "/api/v1/hunting/runs", body, {"Content-Type": "application/json"})
        self.assertEqual(status, 202, text)
        one = json.loads(text)["id"]
        state = {}

        def finished():
            state.update(json.loads(self.server.request("GET", f"/api/v1/hunting/runs/{one}")[2]))
            return state["finished"]

        self.server.wait_for(finished, 120)
        return {outcome["query"]: outcome for outcome in state["outcomes"]}

    def by_hand(self, text, begin, end):
        """The rows that an analyst gets who sets the window: its end is now, and nothing came after it."""
        options = {"query_now": end, "query_datetimescope_column": "TimeGenerated", "query_datetimescope_to": end}
        if not OWN_TIME.search(text):
            options["query_datetimescope_from"] = begin
        return len(self.server.rows(text, properties={"Options": options}))

    def repeat_last_day(self, table):
        """The rows of the last day once more, a day later."""
        text = (f"{table} | where TimeGenerated >= datetime({DAYS[1]}) and TimeGenerated < datetime({DAYS[2]}) "
                "| extend TimeGenerated = TimeGenerated + 1d")
        status, answer = self.server.post("/v2/rest/query", text, {"Options": {"notruncation": True}})
        self.assertEqual(status, 200, answer)
        result = next(frame for frame in answer if frame.get("TableKind") == "PrimaryResult")
        names = [column["ColumnName"] for column in result["Columns"]]
        rows = [{name: value for name, value in zip(names, row) if value not in (None, "")} for row in result["Rows"]]
        for begin in range(0, len(rows), 500):
            body = json.dumps(rows[begin:begin + 500])
            status, _, text = self.server.request("POST", f"/v1/rest/ingest/harrier/{table}?streamFormat=multijson", body,
                                                  {"Content-Type": "application/json"})
            self.assertEqual(status, 200, text)

    def test_deltas_are_those_of_two_windows_set_by_hand(self):
        outcomes = self.runs(DAYS[1], DAYS[2])
        self.assertGreaterEqual(len(outcomes), 19)
        found = 0
        for query, text in self.queries.items():
            outcome = outcomes[query]
            self.assertEqual(outcome["status"], "done", outcome)
            current, previous = self.by_hand(text, DAYS[1], DAYS[2]), self.by_hand(text, DAYS[0], DAYS[1])
            self.assertEqual((outcome["results"], outcome["previous"], outcome["delta"]),
                             (current, previous, current - previous), query)
            found += current + previous
        self.assertGreater(found, 0)

    def test_one_more_day_moves_what_was_current(self):
        before = self.runs(DAYS[1], DAYS[2])
        tables = {row["TableName"] for row in self.server.command(".show tables details") if row["TotalRowCount"]}
        for table in sorted(tables - {"LAQueryLogs", "SentinelAudit"}):
            self.repeat_last_day(table)
        after = self.runs(DAYS[2], DAYS[3])
        for query, text in self.queries.items():
            self.assertEqual(after[query]["previous"], before[query]["results"], query)
            self.assertEqual(after[query]["results"], self.by_hand(text, DAYS[2], DAYS[3]), query)


if __name__ == "__main__":
    unittest.main()
