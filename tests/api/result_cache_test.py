"""Answers of earlier queries, over the wire."""
import json
import unittest

from harrier_testing import ServerCase

COUNT = "CacheRows_CL | count"


class ResultCache(ServerCase):
    def ask(self, text=COUNT, options=None, headers=None):
        """(the first cell, the id of the query that the answer comes from or None)"""
        status, frames = self.server.post("/v2/rest/query", text, {"Options": options or {}}, headers=headers)
        self.assertEqual(status, 200, frames)
        origin = [json.loads(row[2])["OriginalClientRequestId"] for row in frames[1]["Rows"] if row[1] == "ServerCache"]
        return frames[2]["Rows"][0][0], origin[0] if origin else None

    def setUp(self):
        self.server.command(".create-merge table CacheRows_CL (a: long)")
        self.server.command(".ingest inline into table CacheRows_CL <| 1")

    def test_an_answer_serves_until_rows_come_in(self):
        rows, _ = self.ask(headers={"x-ms-client-request-id": "first"})
        self.assertEqual(self.ask(), (rows, "first"))
        self.server.command(".ingest inline into table CacheRows_CL <| 2")
        self.assertEqual(self.ask(), (rows + 1, None))

    def test_off_by_header_or_option(self):
        self.ask()
        self.assertIsNotNone(self.ask()[1])
        for header in ("no-cache", "no-store", "max-age=0, no-cache"):
            self.assertIsNone(self.ask(headers={"Cache-Control": header})[1], header)
        for option in ({"query_results_cache_max_age": "00:00:00"}, {"query_results_cache_force_refresh": True}):
            self.assertIsNone(self.ask(options=option)[1], option)
        self.assertIsNotNone(self.ask(options={"query_results_cache_max_age": "00:05:00"})[1])

    def test_no_store_keeps_nothing(self):
        text = COUNT + " | extend b = 1"
        self.ask(text, headers={"Cache-Control": "no-store"})
        self.assertIsNone(self.ask(text)[1])
        self.assertIsNotNone(self.ask(text)[1])

    def test_now_is_now(self):
        text = "print t = now()"
        self.assertNotEqual(self.ask(text)[0], self.ask(text)[0])
        fixed = {"query_now": "2026-01-01"}
        self.ask(text, fixed)
        self.assertEqual(self.ask(text, fixed)[0], "2026-01-01T00:00:00.0000000Z")


if __name__ == "__main__":
    unittest.main()
