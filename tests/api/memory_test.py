"""The process's limit of memory, and the lane of short queries."""
import threading
import unittest

from harrier_testing import ENDLESS, Server

LARGE = "range x from 1 to 100000000 step 1 | summarize n = dcount(x) by x | summarize max(n)"


class Memory(unittest.TestCase):
    def test_the_largest_query_ends_and_says_so(self):
        server = Server(arguments=("--set", "engine.memory=4GB", "--set", "engine.process_memory=600MB"))
        self.addCleanup(server.stop)
        status, answer = server.post("/v1/rest/query", LARGE)
        self.assertEqual(status, 400, answer)
        self.assertIn("E_LOW_MEMORY_CONDITION", answer["error"]["@message"])
        self.assertIn("this query took the most of it", answer["error"]["@message"])
        self.assertEqual(server.rows("print 1"), [[1]])

    def test_the_engines_own_limit_spills_or_says_so(self):
        server = Server(arguments=("--set", "engine.memory=200MB"))
        self.addCleanup(server.stop)
        self.assertEqual(server.rows("range x from 1 to 3000000 step 1 | extend s = strcat('some text of a length ', x) "
                                     "| sort by s desc | serialize n = row_number() | summarize max(n)"), [[3000000]])


class Lanes(unittest.TestCase):
    def test_short_queries_are_answered_while_heavy_ones_run_and_wait(self):
        server = Server(arguments=("--set", "query.slots=1"))
        self.addCleanup(server.stop)
        ids = [f"heavy{n}" for n in range(6)]
        askers = [threading.Thread(target=server.post, args=("/v1/rest/query", ENDLESS),
                                   kwargs={"headers": {"x-ms-client-request-id": each}}) for each in ids]
        for asker in askers:
            asker.start()
        running = lambda: {query["ClientActivityId"] for query in server.command(".show queries")}
        server.wait_for(lambda: running() >= set(ids))
        self.assertEqual(server.rows("print 1"), [[1]])
        self.assertEqual(server.rows("range x from 1 to 100 step 1 | summarize sum(x)"), [[5050]])
        for each in ids:
            server.command(f'.cancel query "{each}"')
        for asker in askers:
            asker.join(30)
        self.assertEqual(running() & set(ids), set())


if __name__ == "__main__":
    unittest.main()
