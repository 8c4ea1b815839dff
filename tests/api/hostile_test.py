"""Queries that mean harm, or do it: each gets an answer in time, and the server goes on."""
import json
import os
import tempfile
import time
import unittest

from harrier_testing import ServerCase

LIMITED = {"Options": {"servertimeout": "00:00:10", "query_results_cache_max_age": "00:00:00"}}


class Hostile(ServerCase):
    def ask(self, text):
        """(status, whole answer as text); the server must be there afterwards."""
        begin = time.monotonic()
        status, answer = self.server.post("/v1/rest/query", text, LIMITED)
        self.assertLess(time.monotonic() - begin, 50, text[:100])
        self.assertNotEqual(status, 500, (text[:100], answer))
        self.assertEqual(self.server.rows("print 1"), [[1]], text[:100])
        return status, json.dumps(answer)

    def test_deep_texts(self):
        for text in ("print " + "(" * 20000 + "1" + ")" * 20000,
                     "print " + "not(" * 5000 + "true" + ")" * 5000,
                     "print " + "-" * 20000 + "1",
                     "print dynamic(" + "[" * 20000 + "]" * 20000 + ")",
                     "print x[" * 5000):
            status, answer = self.ask(text)
            self.assertEqual(status, 400, text[:50])
            self.assertIn("error: ", answer)

    def test_deep_values(self):
        self.ask("print d = parse_json(strcat(strcat_array(repeat('[', 100000), ''), strcat_array(repeat(']', 100000), '')))")

    def test_recursion(self):
        status, answer = self.ask("let f = (x: long) { f(x - 1) }; print f(3)")
        self.assertEqual(status, 400, answer)
        self.server.command(".create-or-alter function Self() { Self() | take 1 }")
        status, answer = self.ask("Self()")
        self.assertEqual(status, 400, answer)

    def test_no_files_no_settings_no_network(self):
        with tempfile.TemporaryDirectory() as folder:
            secret = os.path.join(folder, "secret.csv")
            with open(secret, "w", encoding="utf-8") as file:
                file.write("hidden-word,2\n")
            texts = [f"externaldata(a: string)['{secret}']", f"externaldata(a: string)['file://{secret}']",
                     "externaldata(a: string)['https://127.0.0.1:1/x.csv']", f"read_csv('{secret}')",
                     f"print read_text('{secret}')", f"['{secret}'] | take 1", f"table('{secret}') | take 1",
                     f"print x = 'a\\'); COPY (SELECT 1) TO \\'{folder}/out\\'; --'",
                     f"print ['a\"; ATTACH \\'{folder}/out\\' AS b; --'] = 1",
                     "cluster('https://127.0.0.1:1').database('x').T", "evaluate http_request('https://127.0.0.1:1')",
                     "evaluate python(typeof(*), 'import os')", "duckdb_settings()", "print getenv('PATH')",
                     "pragma_version() | take 1", "['duckdb_secrets()']"]
            for text in texts:
                _, answer = self.ask(text)
                self.assertNotIn("hidden-word", answer, text)
            self.assertEqual(os.listdir(folder), ["secret.csv"])

    def test_what_grows_ends_at_its_limit(self):
        for text in ("print strlen(strcat_array(repeat('x', 2000000000), ''))",
                     "range x from 1 to 2 step 1 | make-series count() on x from 0 to 1000000000000 step 1",
                     "print s = '0123456789' " + "| extend s = strcat(s, s) " * 40 + "| project strlen(s)"):
            self.ask(text)


if __name__ == "__main__":
    unittest.main()
