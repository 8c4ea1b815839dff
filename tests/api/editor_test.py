"""What an editor asks for: the schema, and what is wrong with a query."""
import json
import unittest

from harrier_testing import ServerCase


class Editor(ServerCase):
    def diagnose(self, text):
        status, _, body = self.server.request("POST", "/api/v1/query/diagnostics", json.dumps({"db": "harrier", "csl": text}),
                                              {"Content-Type": "application/json"})
        self.assertEqual(status, 200, body)
        return json.loads(body)

    def test_a_good_query(self):
        answer = self.diagnose("Syslog | summarize n = count() by Computer")
        self.assertEqual(answer["diagnostics"], [])
        result = answer["results"][0]
        self.assertEqual(result["columns"], [{"name": "Computer", "type": "string"}, {"name": "n", "type": "long"}])
        self.assertIn("Scan Syslog", result["plan"])

    def test_mistakes_and_their_places(self):
        text = "print s = 'ä😀' //\n| extend a = bogus, b = nothing"
        findings = self.diagnose(text)["diagnostics"]
        self.assertEqual([(f["code"], f["severity"], f["category"], f["line"], f["column"], f["endColumn"]) for f in findings],
                         [("KS142", "Error", "semantic", 2, 14, 19), ("KS142", "Error", "semantic", 2, 25, 32)])
        units = text.encode("utf-16-le")
        self.assertEqual(units[2 * findings[0]["start"]:2 * findings[0]["end"]].decode("utf-16-le"), "bogus")

    def test_syntax(self):
        finding = self.diagnose("Syslog | where (")["diagnostics"][0]
        self.assertEqual((finding["severity"], finding["category"], finding["line"]), ("Error", "syntax", 1))

    def test_it_does_not_run(self):
        answer = self.diagnose("range a from 1 to 1000000000000 step 1 | evaluate pivot(a) | project a1")
        self.assertTrue(answer["columnsDependOnRows"])
        self.assertNotIn("Error", [f["severity"] for f in answer["diagnostics"]])

    def test_commands_and_nonsense(self):
        self.assertEqual(self.diagnose(".show tables")["diagnostics"], [])
        status, _, body = self.server.request("POST", "/api/v1/query/diagnostics", "{}")
        self.assertEqual(status, 400)
        self.assertIn("csl", json.loads(body)["error"]["message"])

    def test_schema_as_json(self):
        self.server.command(".create-or-alter function with (docstring = 'the last ones', folder = 'mine') "
                            "Last(T: (TimeGenerated: datetime), n: long = 10, s: string) { T | top n by TimeGenerated }")
        for command in (".show schema as json", ".show database schema as json", ".show database harrier schema as json",
                        ".show databases schema as json"):
            row = self.server.command(command)[0]
            database = json.loads(row["DatabaseSchema"])["Databases"]["harrier"]
            function = database["Functions"]["Last"]
            self.assertEqual(function["InputParameters"], [
                {"Name": "T", "Columns": [{"Name": "TimeGenerated", "Type": "System.DateTime", "CslType": "datetime"}]},
                {"Name": "n", "Type": "System.Int64", "CslType": "long", "CslDefaultValue": "10"},
                {"Name": "s", "Type": "System.String", "CslType": "string"}], command)
            self.assertEqual(function["Body"], "{ T | top n by TimeGenerated }")
            self.assertEqual((function["DocString"], function["Folder"]), ("the last ones", "mine"))
        table = database["Tables"]["SigninLogs"]
        self.assertEqual(table["EntityType"], "Table")
        self.assertIn({"Name": "TimeGenerated", "Type": "System.DateTime", "CslType": "datetime"}, table["OrderedColumns"])
        for member in ("ExternalTables", "MaterializedViews", "EntityGroups"):
            self.assertEqual(database[member], {})

    def test_functions_and_tables_have_their_docs(self):
        self.server.command(".create-or-alter function with (docstring = 'some', folder = 'f') Some(n: long = 1) { Syslog | take n }")
        row = self.server.command(".show function Some")[0]
        self.assertEqual(row, {"Name": "Some", "Parameters": "(n: long = 1)", "Body": "{ Syslog | take n }", "Folder": "f",
                               "DocString": "some"})
        self.assertIn(row, self.server.command(".show functions"))
        self.server.command(".create-merge table Doc_CL (a: long) with (docstring = 'told', folder = 'mine')")
        details = {row["TableName"]: row for row in self.server.command(".show tables details")}
        self.assertEqual((details["Doc_CL"]["DocString"], details["Doc_CL"]["Folder"]), ("told", "mine"))
        self.assertTrue(details["SigninLogs"]["DocString"])


if __name__ == "__main__":
    unittest.main()
