"""Management commands that clients send."""
import json
import unittest

from harrier_testing import Server, ServerCase


class Commands(ServerCase):
    def test_databases(self):
        self.assertEqual([row["DatabaseName"] for row in self.server.command(".show databases")], ["harrier"])

    def test_schema_as_rows(self):
        rows = self.server.command(".show database harrier schema")
        self.assertIn(("SecurityEvent", "EventID", "System.Int32"),
                      {(r["TableName"], r["ColumnName"], r["ColumnType"]) for r in rows})
        for form in (".show databases schema", ".show database ['harrier'] schema", '.show database ["harrier"] schema'):
            self.assertEqual(len(self.server.command(form)), len(rows), form)

    def test_schema_as_json(self):
        for form in (".show database harrier schema as json", ".show databases schema as json"):
            schema = json.loads(self.server.command(form)[0]["DatabaseSchema"])
            table = schema["Databases"]["harrier"]["Tables"]["SecurityEvent"]
            self.assertIn({"Name": "EventID", "Type": "System.Int32", "CslType": "int"}, table["OrderedColumns"])

    def test_commands_on_the_query_paths(self):
        for path in ("/v1/rest/query", "/v2/rest/query"):
            status, answer = self.server.post(path, ".show databases schema")
            self.assertEqual(status, 200)

    def test_version_cluster_and_such(self):
        self.assertEqual(self.server.command(".show version")[0]["ServiceType"], "Engine")
        for text in (".show cluster", ".show capacity", ".show diagnostics"):
            self.assertEqual(len(self.server.command(text)), 1, text)
        self.assertEqual(self.server.command(".show operations"), [])

    def test_tables(self):
        names = [row["TableName"] for row in self.server.command(".show tables")]
        self.assertIn("SecurityEvent", names)
        self.assertEqual(names, sorted(names))
        rows = self.server.command(".show tables | where TableName == 'SecurityEvent' | project TableName, DatabaseName")
        self.assertEqual(rows, [{"TableName": "SecurityEvent", "DatabaseName": "harrier"}])
        self.assertEqual(len(self.server.command(".show tables (SecurityEvent, SigninLogs) details")), 2)

    def test_a_table_from_birth_to_end(self):
        self.server.command(".create-merge table My_CL (TimeGenerated: datetime, A: long)")
        self.server.command(".create-merge table My_CL (B: string)")
        schema = self.server.command(".show table My_CL cslschema")[0]["Schema"]
        self.assertTrue(schema.startswith("TimeGenerated:datetime,A:long,B:string"), schema)
        self.assertEqual(self.server.rows("My_CL | count"), [[0]])
        status, answer = self.server.post("/v1/rest/mgmt", ".create-merge table My_CL (A: string)")
        self.assertEqual(status, 400, answer)
        self.server.command(".drop table My_CL")
        self.assertEqual(self.server.post("/v1/rest/query", "My_CL | count")[0], 400)
        self.assertEqual(self.server.post("/v1/rest/mgmt", ".drop table SecurityEvent")[0], 400)

    def test_an_ingestion_mapping_from_birth_to_end(self):
        self.server.command(".create table Mapped_CL (A: long, B: string)")
        text = '[{"column":"A","path":"$.x.y"},{"column":"B","Properties":{"Path":"$.z"}}]'
        made = self.server.command(f""".create table Mapped_CL ingestion json mapping "M" '{text}'""")
        self.assertEqual([(row["Name"], row["Kind"], row["Mapping"], row["Table"]) for row in made], [("M", "Json", text, "Mapped_CL")])
        self.assertEqual(self.server.post("/v1/rest/mgmt", f""".create table Mapped_CL ingestion json mapping 'M' '{text}'""")[0], 400)
        self.server.command(""".create-or-alter table Mapped_CL ingestion csv mapping 'M' '[{"column":"B","ordinal":0},{"column":"A","ordinal":1}]'""")
        self.assertEqual([row["Kind"] for row in self.server.command(".show table Mapped_CL ingestion mappings")], ["Json", "Csv"])
        self.assertEqual(len(self.server.command(".show table Mapped_CL ingestion csv mappings")), 1)
        self.assertEqual(len(self.server.command(".show table Mapped_CL ingestion json mapping 'M'")), 1)
        path = "/v1/rest/ingest/harrier/Mapped_CL?mappingName=M&streamFormat="
        self.assertEqual(self.server.request("POST", path + "multijson", b'{"x":{"y":1},"z":"one","A":9}')[0], 200)
        self.assertEqual(self.server.request("POST", path + "csv", b"two,2")[0], 200)
        self.assertEqual(self.server.request("POST", path.replace("=M", "=N") + "csv", b"two,2")[0], 400)
        self.server.command(""".ingest inline into table Mapped_CL with (format='json', ingestionMappingReference='M') <| {"x":{"y":3},"z":"three"}""")
        self.server.command(""".ingest inline into table Mapped_CL with (format='csv', ingestionMapping='[{"column":"A","ordinal":0}]') <| 4,four""")
        self.assertEqual(self.server.rows("Mapped_CL | project A, B | order by A asc"), [[1, "one"], [2, "two"], [3, "three"], [4, ""]])
        self.assertEqual(self.server.command(".drop table Mapped_CL ingestion json mapping 'M'")[0]["Kind"], "Csv")
        for bad in (".create table Mapped_CL ingestion json mapping 'X' '{}'", ".create table Nothing_CL ingestion json mapping 'X' '[]'",
                    ".create table Mapped_CL ingestion orc mapping 'X' '[]'", ".drop table Mapped_CL ingestion json mapping 'M'",
                    ".alter table Mapped_CL (A: long)"):
            self.assertEqual(self.server.post("/v1/rest/mgmt", bad)[0], 400, bad)

    def test_a_function_from_birth_to_end(self):
        self.server.command(".create-or-alter function with (docstring='twice') Twice(n: long = 4) { print x = 2 * n }")
        row = self.server.command(".show function Twice")[0]
        self.assertEqual((row["Parameters"], row["Body"], row["DocString"]),
                         ("(n: long = 4)", "{ print x = 2 * n }", "twice"))
        self.assertEqual(self.server.rows("Twice(3)"), [[6]])
        self.assertEqual(self.server.post("/v1/rest/mgmt", ".create function Twice() { print 1 }")[0], 400)
        self.server.command(".drop function Twice")
        self.assertEqual(self.server.command(".show functions | where Name == 'Twice'"), [])

    def test_plan(self):
        plan = self.server.command(".show queryplan <| SecurityEvent | count")[0]["Content"]
        self.assertIn("Scan SecurityEvent", plan)

    def test_commands_that_are_not_there(self):
        status, answer = self.server.post("/v1/rest/mgmt", ".frobnicate the table")
        self.assertEqual(status, 400)
        self.assertIn("frobnicate", answer["error"]["@message"])
        status, answer = self.server.post("/v1/rest/mgmt", ".export to csv ('x') <| T")
        self.assertEqual(status, 400)
        self.assertIn("not supported", answer["error"]["@message"])


class Kept(unittest.TestCase):
    def test_tables_and_functions_outlive_the_server(self):
        first = Server()
        first.own = False
        first.command(".create table Kept_CL (A: long)")
        first.command(".create function KeptToo() { print 7 }")
        self.assertEqual(first.stop(), 0)
        second = Server(first.data)
        second.own = True
        try:
            self.assertEqual(second.rows("Kept_CL | count"), [[0]])
            self.assertEqual(second.rows("KeptToo"), [[7]])
        finally:
            second.stop()


if __name__ == "__main__":
    unittest.main()
