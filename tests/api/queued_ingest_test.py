"""Queued ingestion: a blob, and a message about it, as azure-kusto-ingest sends them."""
import base64
import gzip
import json
import unittest
import urllib.parse
import uuid

from access_test import AccessCase
from harrier_testing import ServerCase


def message(blob, table, **properties):
    body = {"BlobPath": blob, "DatabaseName": "harrier", "TableName": table, "RawDataSize": 1, "Id": str(uuid.uuid4()),
            "FlushImmediately": False, "AdditionalProperties": properties}
    text = base64.b64encode(json.dumps(body).encode()).decode()
    return f"<?xml version='1.0'?>\n<QueueMessage><MessageText>{text}</MessageText></QueueMessage>"


class QueuedIngestion(ServerCase):
    def resources(self):
        found = {row["ResourceTypeName"]: row["StorageRoot"] for row in self.server.command(".get ingestion resources")}
        self.assertEqual(set(found), {"SecuredReadyForAggregationQueue", "FailedIngestionsQueue", "SuccessfulIngestionsQueue",
                                      "TempStorage", "IngestionsStatusTable"})
        return {name: urllib.parse.urlsplit(url) for name, url in found.items()}

    def send(self, name, data, table, **properties):
        """The statuses of blob and message."""
        places = self.resources()
        store, queue = places["TempStorage"], places["SecuredReadyForAggregationQueue"]
        put, headers, _ = self.server.request("PUT", f"{store.path}/{name}?{store.query}", data, {"x-ms-blob-type": "BlockBlob"})
        self.assertTrue(headers["ETag"])
        blob = f"{store.scheme}://{store.netloc}{store.path}/{name}?{store.query}"
        posted, _, answer = self.server.request("POST", f"{queue.path}/messages?{queue.query}", message(blob, table, **properties))
        if posted == 201:
            self.assertIn(b"<PopReceipt>", answer)
        return put, posted

    def test_a_blob_goes_in(self):
        data = gzip.compress(b'{"A":1,"B":"x"}\n{"A":2,"B":"y"}\n')
        self.assertEqual(self.send("harrier__Queued_CL__1__a.json.gz", data, "Queued_CL", format="json"), (201, 201))
        self.server.command(".create table Named_CL (A: long, B: string)")
        self.assertEqual(self.send("b.csv", b"A,B\n3,z\n", "Named_CL", format="csv", ignoreFirstRecord=True), (201, 201))
        self.assertEqual(self.send("c.json", b'{"x":4}', "Named_CL", format="json", ingestionMapping='[{"column":"A","path":"$.x"}]'), (201, 201))
        self.assertEqual(self.server.rows("Queued_CL | project A, B | order by A asc"), [[1, "x"], [2, "y"]])
        self.assertEqual(self.server.rows("Named_CL | project A, B | order by A asc"), [[3, "z"], [4, ""]])

    def test_what_cannot_go_in(self):
        self.assertEqual(self.send("d.json", b"{broken", "Queued_CL", format="json"), (201, 400))
        self.assertEqual(self.send("e.json", b"{}", "Nothing", format="json"), (201, 404))
        self.assertEqual(self.send("f.avro", b"Obj", "Queued_CL", format="avro"), (201, 400))
        queue = self.resources()["SecuredReadyForAggregationQueue"]
        for body, status in ((message("http://x/tempstorage/missing", "T_CL"), 404), ("<QueueMessage/>", 400),
                             ("<QueueMessage><MessageText>!!</MessageText></QueueMessage>", 400)):
            self.assertEqual(self.server.request("POST", f"{queue.path}/messages?{queue.query}", body)[0], status, body)
        self.assertEqual(self.server.request("PUT", "/tempstorage/g?comp=block&blockid=1", b"x")[0], 400)


class Tickets(AccessCase):
    """Over TLS, the addresses carry what is needed, and it opens nothing else."""

    def test_a_ticket_is_for_uploads_only(self):
        status, _, answer = self.house.request("POST", "/v1/rest/mgmt", json.dumps({"csl": ".get ingestion resources"}), self.house.bearer())
        self.assertEqual(status, 200)
        places = {row[0]: urllib.parse.urlsplit(row[1]) for row in json.loads(answer)["Tables"][0]["Rows"]}
        store, queue = places["TempStorage"], places["SecuredReadyForAggregationQueue"]
        self.assertEqual(self.house.request("PUT", f"{store.path}/a.json?{store.query}", b'{"A":1}')[0], 201)
        self.assertEqual(self.house.request("POST", f"{queue.path}/messages?{queue.query}",
                                            message(f"https://h{store.path}/a.json", "Ticket_CL", format="json"))[0], 201)
        ticket = urllib.parse.parse_qs(store.query)["sig"][0]
        self.assertEqual(self.house.query("print 1", {"Authorization": "Bearer " + ticket})[0], 401)
        self.assertEqual(self.house.request("POST", "/v1/rest/query?sig=" + ticket, '{"csl":"print 1"}')[0], 401)
        bearer = self.house.bearer()["Authorization"][len("Bearer "):]
        for bad in ("open", "x", ticket[:-2], bearer):
            self.assertEqual(self.house.request("PUT", f"{store.path}/a.json?sig={bad}", b"x")[0], 401, bad)


if __name__ == "__main__":
    unittest.main()
