"""The Kusto endpoint's queries, over the wire."""
import gzip
import json
import threading
import time
import unittest

from harrier_testing import ENDLESS, ServerCase

EVERY_TYPE = ('print s="a\\"b", i=int(1), l=long(2), r=real(1.5), b=true, dt=datetime(2024-01-01T00:00:00.1234567Z), '
              'ts=timespan(1d), g=guid(74be27de-1e4e-49d9-b579-fe0b331d3642), d=dynamic({"a":[1,"x"]}), '
              'dec=decimal(1.5), nul=int(null)')
TYPES = "string int long real bool datetime timespan guid dynamic decimal int".split()
ROW = ['a"b', 1, 2, 1.5, True, "2024-01-01T00:00:00.1234567Z", "1.00:00:00",
       "74be27de-1e4e-49d9-b579-fe0b331d3642", {"a": [1, "x"]}, "1.5", None]


class Queries(ServerCase):
    def test_v1_shape(self):
        status, answer = self.server.post("/v1/rest/query", EVERY_TYPE, database="harrier")
        self.assertEqual(status, 200)
        self.assertEqual(len(answer["Tables"]), 4)
        first = answer["Tables"][0]
        self.assertEqual(first["TableName"], "Table_0")
        self.assertEqual([c["ColumnType"] for c in first["Columns"]], TYPES)
        self.assertEqual([c["DataType"] for c in first["Columns"]][:4], ["String", "Int32", "Int64", "Double"])
        self.assertEqual(first["Rows"], [ROW])
        self.assertEqual([row[1] for row in answer["Tables"][3]["Rows"]],
                         ["QueryResult", "QueryProperties", "QueryStatus"])

    def test_v2_shape(self):
        status, frames = self.server.post("/v2/rest/query", EVERY_TYPE)
        self.assertEqual(status, 200)
        self.assertEqual([f["FrameType"] for f in frames],
                         ["DataSetHeader", "DataTable", "DataTable", "DataTable", "DataSetCompletion"])
        self.assertEqual([f["TableKind"] for f in frames[1:4]],
                         ["QueryProperties", "PrimaryResult", "QueryCompletionInformation"])
        for frame in frames[1:4]:  # what streaming readers rely on
            self.assertEqual(list(frame), ["FrameType", "TableId", "TableKind", "TableName", "Columns", "Rows"])
        self.assertEqual([c["ColumnType"] for c in frames[2]["Columns"]], TYPES)
        self.assertEqual(frames[2]["Rows"], [ROW])
        self.assertFalse(frames[4]["HasErrors"])

    def test_render_is_a_property(self):
        _, frames = self.server.post("/v2/rest/query", "print a=1 | render piechart with (title='t')")
        row = frames[1]["Rows"][0]
        self.assertEqual(row[:2], [frames[2]["TableId"], "Visualization"])
        chart = json.loads(row[2])
        self.assertEqual((chart["Visualization"], chart["Title"]), ("piechart", "t"))

    def test_parameters_and_options(self):
        text = "declare query_parameters(who:string, n:long=1); print w=who, n=n"
        properties = {"Options": {"servertimeout": "0:00:30"}, "Parameters": {"who": "alice", "n": 3}}
        for form in (properties, json.dumps(properties)):
            self.assertEqual(self.server.rows(text, properties=form), [["alice", 3]])

    def test_unknown_database(self):
        status, answer = self.server.post("/v2/rest/query", "print 1", database="other")
        self.assertEqual(status, 404)
        self.assertIn("other", answer["error"]["@message"])

    def test_all_mistakes_in_one_answer(self):
        status, answer = self.server.post("/v1/rest/query", "SecurityEvent\n| where Nope == 1 and Nada == 2")
        self.assertEqual(status, 400)
        error = answer["error"]
        self.assertTrue(error["@message"].startswith("Semantic error: SEM0100: "))
        self.assertIn("'Nope'", error["@message"])
        self.assertIn("[line:position=2:8]", error["@message"])
        self.assertIn("'Nada'", error["@message"])
        self.assertIs(error["@permanent"], True)
        self.assertEqual([d["line"] for d in error["@context"]["diagnostics"]], [2, 2])

    def test_syntax_errors(self):
        for text in ("SecurityEvent | where (", "|", "print 'open", "T | | count", "\x00", "((((("):
            status, answer = self.server.post("/v2/rest/query", text)
            self.assertEqual(status, 400, text)
            self.assertIn("error: ", answer["error"]["@message"], text)
        self.assertIn("SYN0002", answer["error"]["@message"])

    def test_what_is_no_request(self):
        for body in ("", "[]", "{", '{"db":"harrier"}', '{"csl":"  "}', '{"csl":1}'):
            status, _, answer = self.server.request("POST", "/v2/rest/query", body)
            self.assertEqual(status, 400, body)
            self.assertIn("@message", json.loads(answer)["error"])

    def test_long_results_stream(self):
        status, headers, body = self.server.request(
            "POST", "/v2/rest/query", json.dumps({"csl": "range x from 1 to 200000 step 1 | extend s = 'some more text'"}))
        self.assertEqual(status, 200)
        self.assertEqual(headers["Transfer-Encoding"], "chunked")
        rows = json.loads(body)[2]["Rows"]
        self.assertEqual((len(rows), rows[0], rows[-1][0]), (200000, [1, "some more text"], 200000))

    def test_gzip_both_ways(self):
        body = gzip.compress(json.dumps({"csl": "range x from 1 to 100000 step 1"}).encode())
        status, headers, answer = self.server.request(
            "POST", "/v2/rest/query", body, {"Content-Encoding": "gzip", "Accept-Encoding": "gzip, deflate"})
        self.assertEqual((status, headers["Content-Encoding"]), (200, "gzip"))
        self.assertEqual(len(json.loads(gzip.decompress(answer))[2]["Rows"]), 100000)
        status, _, answer = self.server.request("POST", "/v2/rest/query", b"no gzip", {"Content-Encoding": "gzip"})
        self.assertEqual(status, 400)

    def test_row_limit(self):
        text = "range x from 1 to 100 step 1"
        status, answer = self.server.post("/v2/rest/query", text, {"Options": {"truncationmaxrecords": 50}})
        self.assertEqual(status, 400)
        self.assertIn("50", answer["error"]["@message"])
        _, frames = self.server.post("/v2/rest/query", text, {"Options": {"query_take_max_records": 5}})
        self.assertEqual(len(frames[2]["Rows"]), 5)
        status, answer = self.server.post("/v1/rest/query", "set truncationmaxrecords = 20; " + text)
        self.assertEqual(status, 400)
        self.assertIn("more than 20 rows (E_QUERY_RESULT_SET_TOO_LARGE)", answer["error"]["@message"])
        self.assertEqual(len(self.server.rows("set notruncation; " + text, properties={"Options": {"truncationmaxrecords": 5}})), 100)

    def test_size_limit(self):
        text = "range x from 1 to 70 step 1 | extend s = strcat_array(repeat('0123456789abcdef', 65536), '')"
        status, answer = self.server.post("/v2/rest/query", text + " | where x <= 60 | summarize count(), max(strlen(s))")
        self.assertEqual((status, answer[2]["Rows"]), (200, [[60, 1048576]]))
        status, _, body = self.server.request("POST", "/v2/rest/query", json.dumps({"csl": text}))
        self.assertEqual(status, 200)  # too late to say otherwise
        frames = json.loads(body)
        self.assertEqual(len(frames[2]["Rows"]), 64)
        self.assertIn("67108864 bytes (E_QUERY_RESULT_SET_TOO_LARGE)", frames[2]["Rows"][-1]["OneApiErrors"][0]["error"]["@message"])
        self.assertTrue(frames[-1]["HasErrors"])

    def test_a_partial_result_if_wanted(self):
        text = "range x from 1 to 100 step 1"
        options = {"Options": {"truncationmaxrecords": 50, "deferpartialqueryfailures": True}}
        status, frames = self.server.post("/v2/rest/query", text, options)
        self.assertEqual(status, 200)
        self.assertEqual(frames[2]["Rows"], [[x] for x in range(1, 51)])
        self.assertTrue(frames[-1]["HasErrors"])
        self.assertIn("E_QUERY_RESULT_SET_TOO_LARGE", json.dumps(frames[-1]["OneApiErrors"]))
        self.assertEqual(frames[3]["Rows"][0][6], "Error")
        status, answer = self.server.post("/v1/rest/query", text, options)
        self.assertEqual((status, len(answer["Tables"][0]["Rows"])), (200, 50))
        self.assertNotIn("Exceptions", answer)
        self.assertIn("Error", [row[2] for row in answer["Tables"][2]["Rows"]])

    def test_time_out(self):
        begin = time.monotonic()
        status, answer = self.server.post("/v2/rest/query", ENDLESS, {"Options": {"servertimeout": "00:00:01"}})
        self.assertEqual(status, 504, answer)
        self.assertLess(time.monotonic() - begin, 15)

    def test_a_closed_connection_ends_its_query(self):
        connection = self.server.connect()
        connection.request("POST", "/v2/rest/query", json.dumps({"csl": ENDLESS}), {"x-ms-client-request-id": "leaves"})
        running = lambda: [q["ClientActivityId"] for q in self.server.command(".show queries")]
        self.server.wait_for(lambda: "leaves" in running())
        connection.close()
        self.server.wait_for(lambda: "leaves" not in running())

    def test_cancel_query(self):
        answers = []
        asker = threading.Thread(target=lambda: answers.append(
            self.server.post("/v2/rest/query", ENDLESS, headers={"x-ms-client-request-id": "long;1"})))
        asker.start()
        running = lambda: [q["ClientActivityId"] for q in self.server.command(".show queries")]
        self.server.wait_for(lambda: "long;1" in running())
        self.assertEqual(self.server.command('.cancel query "long;1"')[0]["State"], "Cancelled")
        asker.join(30)
        self.assertEqual(answers[0][0], 400)
        self.assertIn("Cancelled", answers[0][1]["error"]["@message"])

    def test_many_at_once(self):
        results = []
        ask = lambda n: results.append(self.server.rows(f"print {n}")[0][0] == n)
        threads = [threading.Thread(target=ask, args=(n,)) for n in range(40)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        self.assertEqual(results, [True] * 40)


if __name__ == "__main__":
    unittest.main()
