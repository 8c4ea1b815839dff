"""What objects go through, and who asks what, as rows of log tables."""
import http.client
import json
import shutil
import tempfile
import threading
import time
import unittest
import uuid

from arm_test import INSIGHTS, ArmCase
from harrier_testing import Server


class Journal(ArmCase):
    def wait_for(self, text, count, seconds=1.0):
        """The rows of a query once there are so many; a failure if they take longer."""
        end = time.monotonic() + seconds
        while True:
            rows = self.rows(text)
            if len(rows) >= count or time.monotonic() > end:
                self.assertEqual(len(rows), count, f"{text}: {rows}")
                return rows
            time.sleep(0.02)

    def test_each_state_of_a_bookmark_is_a_row_within_a_second(self):
        name = str(uuid.uuid4())
        path = f"{INSIGHTS}/bookmarks/{name}"
        states = f"HuntingBookmark | where BookmarkId == '{name}' | order by TimeGenerated asc"
        self.bookmark(name, displayName="first", labels=["a", "b"],
                      entityMappings=[{"entityType": "IP",
                                       "fieldMappings": [{"identifier": "Address", "value": "10.1.2.3"}]}])
        self.wait_for(states, 1)
        self.bookmark(name, displayName="second")
        self.wait_for(states, 2)
        self.assertEqual(self.arm("DELETE", path)[0], 200)
        self.wait_for(states, 3)
        self.assertEqual(self.rows(states + " | project BookmarkName, SoftDeleted, Tags, QueryText"),
                         [["first", False, "a,b", "SecurityEvent"], ["second", False, "", "SecurityEvent"],
                          ["second", True, "", "SecurityEvent"]])
        self.assertEqual(self.rows(states + " | take 1 | project tostring(parse_json(Entities)[0].Address)"),
                         [["10.1.2.3"]])
        self.assertEqual(self.rows(states + " | summarize arg_max(TimeGenerated, *) by BookmarkId"
                                            " | where not(SoftDeleted) | count"), [[0]])

    def test_changes_are_audited_with_both_states(self):
        name = str(uuid.uuid4())
        self.made(f"{INSIGHTS}/hunts/{name}", {"displayName": "h", "description": "d", "status": "New"})
        self.made(f"{INSIGHTS}/hunts/{name}", {"displayName": "h", "description": "d", "status": "Active"})
        audit = (f"SentinelAudit | where SentinelResourceId endswith '/hunts/{name}' | order by TimeGenerated asc"
                 " | project OperationName, SentinelResourceName,"
                 " tostring(ExtendedProperties.OriginalResourceState.status),"
                 " tostring(ExtendedProperties.UpdatedResourceState.status),"
                 " tostring(ExtendedProperties.ResourceDiffMemberNames)")
        rows = self.wait_for(audit, 2)
        operation = "Microsoft.SecurityInsights/hunts/Write"
        self.assertEqual(rows[0][:4], [operation, "h", "", "New"])
        self.assertEqual(rows[1][:4], [operation, "h", "New", "Active"])
        self.assertIn("status", json.loads(rows[1][4]))
        self.assertNotIn("displayName", json.loads(rows[1][4]))

    def test_queries_are_noted(self):
        mark = f"print '{uuid.uuid4()}'"
        self.rows(mark)
        with self.assertRaises(Exception):
            self.rows(mark + " | where Missing > 1")
        rows = self.wait_for("LAQueryLogs | where QueryText startswith \"" + mark + "\" | order by QueryText asc"
                             " | project RequestClientApp, ResponseCode, ResponseRowCount", 2)
        self.assertEqual(rows, [["Kusto", 200, 1], ["Kusto", 400, 0]])


class Killed(unittest.TestCase):
    ROUNDS = 3

    def write(self, server, written):
        """Makes bookmarks until the server is gone; the names of those that it acknowledged."""
        acknowledged, connection = [], server.connect()
        body = json.dumps({"properties": {"displayName": "b", "query": "T"}})
        try:
            while True:
                name = str(uuid.uuid4())
                connection.request("PUT", f"{INSIGHTS}/bookmarks/{name}?api-version=2025-10-01-preview", body)
                answer = connection.getresponse()
                answer.read()
                self.assertEqual(answer.status, 201)
                acknowledged.append(name)
        except (OSError, http.client.HTTPException):
            written.extend(acknowledged)

    def test_what_was_acknowledged_is_one_object_and_one_row(self):
        data = tempfile.mkdtemp(prefix="harrier-killed-")
        self.addCleanup(shutil.rmtree, data, ignore_errors=True)
        written = []
        for number in range(self.ROUNDS):
            server = Server(data)
            writers = [threading.Thread(target=self.write, args=(server, written)) for _ in range(3)]
            for writer in writers:
                writer.start()
            time.sleep(0.3 + 0.25 * number)
            server.process.kill()
            server.process.communicate()
            for writer in writers:
                writer.join()
        self.assertGreater(len(written), self.ROUNDS)

        server = Server(data)
        try:
            count = "SentinelAudit | where SentinelResourceType == 'bookmarks' | count"
            server.wait_for(lambda: server.rows(count)[0][0] >= len(written))
            time.sleep(1)  # for what nobody was told of
            rows = server.rows("HuntingBookmark | summarize Rows = count() by BookmarkId")
            self.assertEqual({count for _, count in rows}, {1})
            self.assertLessEqual(set(written), {name for name, _ in rows})
            # One that was committed and not acknowledged may be there for each writer and kill.
            self.assertLessEqual(len(rows), len(written) + 3 * self.ROUNDS)
            self.assertEqual(server.rows(count), [[len(rows)]])
            for name in written[:20]:
                status, _, _ = server.request(
                    "GET", f"{INSIGHTS}/bookmarks/{name}?api-version=2025-10-01-preview")
                self.assertEqual(status, 200)
        finally:
            self.assertEqual(server.stop(), 0)


if __name__ == "__main__":
    unittest.main()
