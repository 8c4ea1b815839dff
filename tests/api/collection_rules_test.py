"""Data collection rules: objects of the resource manager that say where rows of the Logs Ingestion API go."""
import json
import unittest

from arm_test import ArmCase

RULES = ("/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/harrier/providers/Microsoft.Insights/"
         "dataCollectionRules")


class CollectionRules(ArmCase):
    def rule(self, name, flows, declarations=None):
        answer = self.made(f"{RULES}/{name}", {"dataFlows": flows, "streamDeclarations": declarations or {}})
        return answer["properties"]["immutableId"]

    def send(self, rule, stream, rows):
        path = f"/dataCollectionRules/{rule}/streams/{stream}?api-version=2023-01-01"
        status, _, answer = self.server.request("POST", path, json.dumps(rows).encode())
        return status, json.loads(answer)["error"]["message"] if answer else None

    def test_the_default_rule(self):
        _, answer = self.arm("GET", RULES)
        names = {rule["name"]: rule["properties"]["immutableId"] for rule in answer["value"]}
        self.assertEqual(names["harrier-default"], "dcr-harrier-default")
        self.refused(409, "Conflict", "DELETE", f"{RULES}/harrier-default")

    def test_from_birth_to_end(self):
        status, answer = self.arm("PUT", f"{RULES}/mine", {"properties": {"dataFlows": [{"streams": ["Custom-Mine_CL"]}]}})
        self.assertEqual(status, 201)
        self.assertEqual(answer["id"], f"{RULES}/mine")
        self.assertEqual(answer["type"], "Microsoft.Insights/dataCollectionRules")
        rule = answer["properties"]["immutableId"]
        self.assertRegex(rule, "^dcr-[0-9a-f]{32}$")
        self.assertEqual(self.rule("mine", [{"streams": ["Custom-Mine_CL"]}]), rule)
        self.assertEqual(self.send(rule, "Custom-Mine_CL", [{"A": 1}])[0], 204)
        self.assertEqual(self.send(rule.upper(), "Custom-Mine_CL", [{"A": 2}])[0], 204)
        self.assertEqual(self.send(rule, "Custom-Other_CL", [{"A": 1}])[0], 404)
        self.assertEqual(self.rows("Mine_CL | count"), [[2]])
        self.assertEqual(self.arm("DELETE", f"{RULES}/mine")[0], 200)
        self.assertEqual(self.arm("DELETE", f"{RULES}/mine")[0], 204)
        self.assertEqual(self.send(rule, "Custom-Mine_CL", [{"A": 1}])[0], 404)

    def test_a_transformation(self):
        rule = self.rule("transforming", [
            {"streams": ["Custom-Raw"], "outputStream": "Custom-Shaped_CL",
             "transformKql": "source | where Level != 'debug' | extend When = TimeGenerated, Twice = 2 * N | project-away Level"},
            {"streams": ["Custom-Raw"], "outputStream": "Microsoft-Syslog",
             "transformKql": "source | project TimeGenerated, Computer = Host, SyslogMessage = strcat('n=', N)"}],
            {"Custom-Raw": {"columns": [{"name": "TimeGenerated", "type": "datetime"}, {"name": "Level", "type": "string"},
                                        {"name": "N", "type": "long"}, {"name": "Host", "type": "string"}]}})
        rows = [{"TimeGenerated": "2026-01-02T03:04:05Z", "Level": "info", "N": 4, "Host": "h'1\\", "Extra": {"a": 1}},
                {"TimeGenerated": "2026-01-02T03:04:06Z", "Level": "debug", "N": 5, "Host": "h2"}]
        self.assertEqual(self.send(rule, "Custom-Raw", rows), (204, None))
        self.assertEqual(self.rows("Shaped_CL | project N, Twice, When, Host, Extra.a"),
                         [[4, 8, "2026-01-02T03:04:05.0000000Z", "h'1\\", 1]])
        self.assertEqual(self.rows("Syslog | where SyslogMessage startswith 'n=' | project Computer, SyslogMessage | order by Computer asc"),
                         [["h'1\\", "n=4"], ["h2", "n=5"]])

    def test_what_a_rule_may_not_say(self):
        columns = {"Custom-X": {"columns": [{"name": "A", "type": "long"}]}}
        for flows, declarations in (([], {}), ([{"streams": []}], {}), ([{"streams": ["X"]}], {}),
                                    ([{"streams": ["Custom-X"], "outputStream": "X_CL"}], {}),
                                    ([{"streams": ["Custom-X"], "transformKql": "source | where B == 1"}], columns),
                                    ([{"streams": ["Custom-X"], "transformKql": "source | union Syslog"}], columns),
                                    ([{"streams": ["Custom-X"], "transformKql": "source | where"}], columns),
                                    ([{"streams": ["Custom-X"]}], {"Custom-X": {"columns": [{"name": "A", "type": "number"}]}})):
            status, answer = self.arm("PUT", f"{RULES}/bad", {"properties": {"dataFlows": flows, "streamDeclarations": declarations}})
            self.assertEqual(status, 400, (flows, answer))
            self.assertTrue(answer["error"]["message"])

    def test_a_transformation_that_reads_tables_is_never_run(self):
        rule = self.rule("undeclared", [{"streams": ["Custom-Y"], "outputStream": "Custom-Y_CL", "transformKql": "SecurityEvent"}])
        status, message = self.send(rule, "Custom-Y", [{"A": 1}])
        self.assertEqual(status, 400)
        self.assertIn("source only", message)


if __name__ == "__main__":
    unittest.main()
