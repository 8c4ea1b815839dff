"""Threat indicators and the logs in which they are found: rows that arrive, and rows that were there."""
import datetime
import json
import shutil
import tempfile
import time
import unittest
import uuid

from arm_test import INSIGHTS, ArmCase
from harrier_testing import Server
from table_rules_test import PeopleCase

THREATS = "/api/v1/hunting/threat-intelligence"


def now():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def indicator(server, pattern, name=None, headers=None, **properties):
    """Keeps an indicator; its name."""
    name = name or str(uuid.uuid4())
    body = {"kind": "indicator", "properties": {"displayName": "i", "pattern": pattern, "patternType": "ipv4-addr",
                                                "source": "test", "confidence": 60, **properties}}
    status, _, answer = server.request(
        "PUT", f"{INSIGHTS}/threatIntelligence/main/indicators/{name}?api-version=2025-10-01-preview",
        json.dumps(body), headers)
    if status not in (200, 201):
        raise AssertionError(answer)
    return name


def sign_ins(server, *addresses, headers=None):
    rows = "".join(json.dumps({"TimeGenerated": now(), "IPAddress": address, "UserPrincipalName": "u@contoso.example"})
                   + "\n" for address in addresses)
    status, _, answer = server.request("POST", "/v1/rest/ingest/harrier/SigninLogs?streamFormat=json", rows, headers)
    if status != 200:
        raise AssertionError(answer)


def ask(server, path, headers=None):
    status, _, answer = server.request("GET", THREATS + path, headers=headers)
    if status != 200:
        raise AssertionError(f"{status} {answer}")
    return json.loads(answer)


def matches(server, name, headers=None):
    return ask(server, f"/indicators/{name}/matches", headers)["value"]


class Matching(ArmCase):
    def wait_for_matches(self, name, count):
        self.server.wait_for(lambda: len(matches(self.server, name)) >= count)
        found = matches(self.server, name)
        self.assertEqual(len(found), count, found)
        return found

    def test_what_arrives_is_matched_within_seconds(self):
        name = indicator(self.server, "[ipv4-addr:value = '203.0.113.9']", threatTypes=["c2"])
        begun = time.monotonic()
        sign_ins(self.server, "203.0.113.9", "203.0.113.90")
        found = self.wait_for_matches(name, 1)
        self.assertLess(time.monotonic() - begun, 5)
        self.assertEqual({key: found[0][key] for key in ("how", "table", "column", "value", "confidence", "threatTypes")},
                         {"how": "arriving", "table": "SigninLogs", "column": "IPAddress", "value": "203.0.113.9",
                          "confidence": 60, "threatTypes": ["c2"]})
        self.assertEqual(found[0]["row"]["UserPrincipalName"], "u@contoso.example")
        self.assertEqual(self.rows(f"ThreatIntelMatches | where IndicatorName == '{name}' | project SourceTable"),
                         [["SigninLogs"]])
        seen = [one for one in ask(self.server, "/sightings")["value"] if one["indicator"] == name]
        self.assertEqual((seen[0]["sightings"], seen[0]["tables"]), (1, ["SigninLogs"]))
        self.assertEqual(len(ask(self.server, f"/matches?indicator={name}&since=2020-01-01")["value"]), 1)
        self.assertEqual(ask(self.server, f"/matches?indicator={name}&since=2100-01-01")["value"], [])
        self.assertEqual(ask(self.server, f"/matches?indicator={name}&minConfidence=61")["value"], [])

    def test_new_indicators_are_looked_for_in_what_is_there(self):
        sign_ins(self.server, "198.51.100.1", "198.51.100.2")
        name = indicator(self.server, "[ipv4-addr:value = '198.51.100.0/24']")
        found = self.wait_for_matches(name, 2)
        self.assertEqual({one["how"] for one in found}, {"retro"})
        self.server.wait_for(lambda: ask(self.server, "/search")["state"] == "idle")
        status = ask(self.server, "/search")
        self.assertEqual((status["tablesDone"], status["waitingIndicators"]), (status["tables"], 0))
        self.assertIsNotNone(status["finished"])

    def test_an_import_is_looked_for_at_once(self):
        sign_ins(self.server, *(f"198.18.{i}.1" for i in range(20)))
        lines = ["validFrom,observableType,observableValue"]
        lines += [f"2026-01-01T00:00:00Z,ipv4-addr,198.18.{i}.{k}" for i in range(40) for k in range(5)]
        status, answer = self.arm("POST", f"{INSIGHTS}/threatIntelligence/main/import", "\n".join(lines), source="list")
        self.assertEqual((status, answer["ingestedRecordCount"]), (200, 200), answer)
        count = "ThreatIntelMatches | where IndicatorSource == 'list' | count"
        self.server.wait_for(lambda: self.rows(count)[0][0] >= 20)
        self.assertEqual(self.rows(count), [[20]])

    def test_revoked_and_expired_ones_are_not(self):
        revoked = indicator(self.server, "[ipv4-addr:value = '203.0.113.20']", revoked=True)
        expired = indicator(self.server, "[ipv4-addr:value = '203.0.113.20']", validFrom="2020-01-01T00:00:00Z",
                            validUntil="2020-02-01T00:00:00Z")
        valid = indicator(self.server, "[ipv4-addr:value = '203.0.113.20']")
        sign_ins(self.server, "203.0.113.20")
        self.wait_for_matches(valid, 1)
        self.assertEqual((matches(self.server, revoked), matches(self.server, expired)), ([], []))

    def test_the_journal_says_that_matches_changed(self):
        connection = self.server.connect()
        connection.request("GET", "/api/v1/events")
        events = connection.getresponse()
        name = indicator(self.server, "[ipv4-addr:value = '203.0.113.30']")
        sign_ins(self.server, "203.0.113.30")
        while True:
            line = events.fp.readline().decode()
            if line.startswith("data: ") and json.loads(line[6:])["kind"] == "threatIntelligence/matches":
                break
        connection.close()
        self.wait_for_matches(name, 1)

    def test_bad_parameters_are_told(self):
        for path in ("/matches?since=yesterday", "/matches?top=0", "/matches?minConfidence=high"):
            self.assertEqual(self.server.request("GET", THREATS + path)[0], 400, path)


class AddedFromEntities(ArmCase):
    def add(self, body, wanted=201, headers=None):
        status, _, answer = self.server.request("POST", THREATS, json.dumps(body), headers)
        self.assertEqual(status, wanted, answer)
        return json.loads(answer)

    def test_an_address_is_added_once_and_looked_for(self):
        sign_ins(self.server, "203.0.113.77")
        entity = {"kind": "Ip", "properties": {"address": "203.0.113.77"}}
        answer = self.add({"entity": entity, "tags": ["hunt"], "confidence": 80, "source": "hunters"})
        made = answer["indicators"][0]
        self.assertEqual((made["outcome"], made["pattern"]), ("created", "[ipv4-addr:value = '203.0.113.77']"))
        again = self.add({"entity": entity, "source": "hunters"}, 200)["indicators"][0]
        self.assertEqual((again["outcome"], again["name"]), ("existing", made["name"]))
        self.server.wait_for(lambda: len(matches(self.server, made["name"])) == 1)
        self.assertEqual(matches(self.server, made["name"])[0]["how"], "retro")
        status, kept = self.arm("GET", made["id"])
        self.assertEqual((status, kept["properties"]["confidence"], kept["properties"]["threatIntelligenceTags"]),
                         (200, 80, ["hunt"]))
        self.server.wait_for(lambda: self.rows(
            "ThreatIntelIndicators | where ObservableValue == '203.0.113.77' | project Confidence") == [[80]])

    def test_entities_of_a_bookmark_and_a_hunt(self):
        bookmark = self.bookmark(entityMappings=[
            {"entityType": "IP", "fieldMappings": [{"identifier": "Address", "value": "203.0.113.78"}]},
            {"entityType": "Host", "fieldMappings": [{"identifier": "HostName", "value": "ws1"}]}])["name"]
        answer = self.add({"bookmark": bookmark})
        self.assertEqual([one["observableValue"] for one in answer["indicators"]], ["203.0.113.78"])
        self.assertEqual([one["kind"] for one in answer["refused"]], ["Host"])
        references = self.arm("GET", answer["indicators"][0]["id"])[1]["properties"]["externalReferences"]
        self.assertTrue(references[0]["url"].endswith("/bookmarks/" + bookmark), references)
        hunt = self.made(f"{INSIGHTS}/hunts/{uuid.uuid4()}", {"displayName": "h", "description": "d"})["name"]
        self.made(f"{INSIGHTS}/hunts/{hunt}/relations/{uuid.uuid4()}",
                  {"relatedResourceId": f"{INSIGHTS}/bookmarks/{bookmark}"})
        self.assertEqual(self.add({"hunt": hunt}, 200)["indicators"][0]["outcome"], "existing")

    def test_what_cannot_be_added_is_told(self):
        answer = self.add({"entities": [{"kind": "Host", "properties": {"hostName": "x", "friendlyName": "x"}},
                                        {"kind": "Account", "properties": {"accountName": "admin"}}]}, 200)
        self.assertEqual(answer["indicators"], [])
        self.assertEqual([one["kind"] for one in answer["refused"]], ["Host", "Account"])
        for body, status in (({}, 400), ({"entity": 1}, 400), ({"bookmark": "none"}, 404), ({"hunt": "none"}, 404),
                             ({"entity": {"kind": "Ip", "properties": {"address": "1.2.3.4"}}, "confidence": 101}, 400)):
            self.assertEqual(self.server.request("POST", THREATS, json.dumps(body))[0], status, body)


class Killed(unittest.TestCase):
    def test_each_row_is_matched_once_whatever_ends_the_server(self):
        data = tempfile.mkdtemp(prefix="harrier-threats-")
        self.addCleanup(shutil.rmtree, data, ignore_errors=True)
        server = Server(data)
        indicator(server, "[ipv4-addr:value = '203.0.113.0/24']", "early")
        sent = 0
        for number in range(4):
            for _ in range(5):
                sign_ins(server, *(f"203.0.113.{(sent + i) % 250}" for i in range(50)))
                sent += 50
            if number == 2:
                indicator(server, "[ipv4-addr:value = '203.0.112.0/23']", "late")
            time.sleep(0.15 * number)
            server.process.kill()
            server.process.communicate()
            server = Server(data)
        try:
            count = "ThreatIntelMatches | summarize sum(MatchedRows) by IndicatorName | order by IndicatorName asc"
            server.wait_for(lambda: server.rows(count) == [["early", sent], ["late", sent]], 30)
            time.sleep(1)
            self.assertEqual(server.rows(count), [["early", sent], ["late", sent]])
        finally:
            server.stop()


class Rights(PeopleCase):
    def test_matches_of_hidden_tables_are_hidden(self):
        admin = self.admin
        roles = {}
        for name in ("Blind", "Half"):
            roles[name] = self.ask("POST", "roles", {"name": name, "actions": [
                "Microsoft.OperationalInsights/workspaces/*", "Microsoft.SecurityInsights/*/read", "Harrier/me/*"]})[1]["id"]
        self.ask("POST", "table-rules", {"role": roles["Blind"], "table": "SigninLogs", "hidden": True})
        self.ask("POST", "table-rules", {"role": roles["Half"], "table": "SigninLogs", "rows": "IPAddress == '203.0.113.9'"})
        _, blind = self.person("blind", "Blind")
        _, half = self.person("half", "Half")
        _, reader = self.person("reader", "Reader")
        name = indicator(self.house, "[ipv4-addr:value = '203.0.113.9']", headers=admin)
        sign_ins(self.house, "203.0.113.9", headers=admin)
        self.house.server.wait_for(lambda: len(matches(self.house, name, admin)) == 1)
        self.assertEqual(len(matches(self.house, name, reader)), 1)
        for sent in (blind, half):
            self.assertEqual(matches(self.house, name, sent), [])
            self.assertEqual(ask(self.house, "/sightings", sent)["value"], [])
            self.assertNotIn("matches", ask(self.house, "/search", sent))
            for text in ("ThreatIntelMatches | count", "union * | where Type == 'ThreatIntelMatches' | count",
                         "search in (ThreatIntelMatches) '203.0.113.9' | count"):
                status, _, body = self.house.query(text, sent)
                self.assertEqual((status, json.loads(body)["Tables"][0]["Rows"]), (200, [[0]]), text)
        body = json.dumps({"entity": {"kind": "Ip", "properties": {"address": "203.0.113.9"}}})
        status, _, answer = self.house.request("POST", THREATS, body, reader)
        self.assertEqual(status, 403)
        self.assertIn("Microsoft.SecurityInsights/threatIntelligence/indicators/write", answer.decode())
        _, nobody = self.person("nobody")
        self.assertEqual(self.house.request("GET", THREATS + "/matches", headers=nobody)[0], 403)


if __name__ == "__main__":
    unittest.main()
