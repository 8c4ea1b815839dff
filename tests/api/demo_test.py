"""The demo workspace: filled, hunted, and fed."""
import json
import os
import tempfile
import unittest

from harrier_testing import Server, run

NOW = {"DEMO_NOW": "2026-01-01T00:00:00Z"}


class Demo(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.data = os.path.join(cls.folder.name, "demo")
        cls.filled = run("demo", "--data", cls.data, "--fill-only", "--scale", "0.02", env=NOW, timeout=300)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def rows(self, text):
        return json.loads(run("query", "--data", self.data, "--format", "json", text)[1])

    def test_it_fills_three_weeks(self):
        status, out, said = self.filled
        self.assertEqual((status, said), (0, ""))
        self.assertIn("2026-01-01T00:00:00Z", out)
        span = self.rows("SecurityEvent | summarize n = count(), a = min(TimeGenerated), b = max(TimeGenerated)")[0]
        self.assertGreater(span["n"], 1000)
        self.assertEqual(span["a"][:7], "2025-12")
        self.assertLessEqual(span["b"], "2026-01-01T00:00:00")

    def test_the_story_is_there(self):
        with open(os.path.join(self.data, "story.json"), encoding="utf-8") as story:
            self.assertTrue(json.load(story))

    def test_filling_again_doubles_nothing(self):
        before = self.rows("SigninLogs | count")
        self.assertEqual(run("demo", "--data", self.data, "--fill-only", "--scale", "0.02", env=NOW, timeout=300)[0], 0)
        self.assertEqual(self.rows("SigninLogs | count"), before)

    def test_the_feed_adds_rows(self):
        count = "union SecurityEvent, DeviceProcessEvents, Syslog, CommonSecurityLog, DnsEvents | count"
        before = self.rows(count)[0]["Count"]
        status, out, said = run("demo", "feed", "--data", self.data, "--seconds", "4")
        self.assertEqual((status, said), (0, ""))
        self.assertRegex(out, r"^\d+ rows fed\n$")
        self.assertGreaterEqual(self.rows(count)[0]["Count"], before)

    def test_the_server_says_what_to_try(self):
        server = Server(self.data)
        try:
            self.assertIn("Three queries to try", "".join(server.process.stdout.readline() for _ in range(3)))
            status, _, said = run("demo", "--data", self.data, "--fill-only")
            self.assertEqual(status, 1)
            self.assertIn(server.url, said)
        finally:
            server.own = False
            server.stop()

    def test_only_demo_folders_are_fed(self):
        with tempfile.TemporaryDirectory() as other:
            status, _, said = run("demo", "feed", "--data", other)
            self.assertEqual(status, 1)
            self.assertIn("no demo workspace", said)


if __name__ == "__main__":
    unittest.main()
