"""The shell, over a pipe and on a terminal."""
import os
import pty
import select
import subprocess
import tempfile
import time
import unittest

from harrier_testing import BIN, ENDLESS, run


class Piped(unittest.TestCase):
    def setUp(self):
        self.data = tempfile.TemporaryDirectory()
        self.addCleanup(self.data.cleanup)

    def shell(self, text):
        return run("shell", "--data", self.data.name, stdin=text)

    def test_queries_end_at_semicolons_and_empty_lines(self):
        status, out, said = self.shell(".format csv\nprint a = 1;\nrange x from 1 to 2 step 1\n| extend y = x\n\nprint z = 3\n")
        self.assertEqual((status, said), (0, ""))
        self.assertEqual(out, "a\n1\nx,y\n1,1\n2,2\nz\n3\n")

    def test_lets_wait_for_their_query(self):
        status, out, _ = self.shell(".format csv\nlet a = 1;\nprint b = a + 1;\n")
        self.assertEqual((status, out), (0, "b\n2\n"))

    def test_its_own_commands(self):
        self.assertIn("SecurityEvent", self.shell(".tables securityev\n")[1])
        self.assertIn("EventID: int", self.shell(".columns SecurityEvent\n")[1])
        self.assertIn("Scan SecurityEvent", self.shell("explain SecurityEvent | count;\n")[1])
        self.assertIn(".tables", self.shell(".help\n")[1])
        self.assertEqual(self.shell(".quit\nnonsense that is not reached\n")[0], 0)

    def test_a_mistake_ends_a_script(self):
        status, out, said = self.shell("print nope;\nprint 1;\n")
        self.assertEqual(status, 1)
        self.assertIn("^^^^", said)
        self.assertEqual(out, "")


class OnTerminal(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        data = os.path.join(self.folder.name, "data")
        os.mkdir(data)
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen(
            [BIN, "shell", "--data", data], stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
            preexec_fn=lambda: __import__("fcntl").ioctl(0, __import__("termios").TIOCSCTTY, 0),
            env={**os.environ, "TERM": "xterm", "XDG_STATE_HOME": self.folder.name, "LC_ALL": "C.UTF-8"})
        os.close(slave)
        self.addCleanup(self.end)
        self.shown = ""
        self.prompt()

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.master)

    def send(self, text):
        os.write(self.master, text.encode())

    def read_until(self, wanted, seconds=30):
        """What was shown up to and with the wanted text; the rest waits for the next call."""
        end = time.monotonic() + seconds
        while wanted not in self.shown:
            ready, _, _ = select.select([self.master], [], [], max(0, end - time.monotonic()))
            if not ready:
                raise AssertionError(f"no {wanted!r} in {self.shown!r}")
            self.shown += os.read(self.master, 65536).decode("utf-8", "replace")
        before, found, self.shown = self.shown.partition(wanted)
        return before + found

    def prompt(self):
        self.read_until("kql> ")
        time.sleep(0.3)  # what is typed before the editor has the terminal is not the editor's

    def drain(self):
        """The terminal's last words must be read, or the program waits."""
        try:
            while select.select([self.master], [], [], 20)[0] and os.read(self.master, 65536):
                pass
        except OSError:
            pass

    def test_completion_history_and_end(self):
        self.send("SecurityEv\t")
        self.read_until("ent ")
        self.send("| cou\t;\n")
        self.read_until("1 row in")
        self.prompt()
        self.send("\x04")
        self.drain()
        self.assertEqual(self.process.wait(20), 0)
        with open(os.path.join(self.folder.name, "harrier", "history"), encoding="utf-8") as history:
            self.assertIn("SecurityEvent", history.read())

    def test_control_c_stops_the_query_only(self):
        self.send(ENDLESS + ";\n")
        self.read_until(";")
        time.sleep(1.5)
        self.send("\x03")
        self.read_until("cancel")
        self.prompt()
        self.send("half a query")
        self.read_until("query")
        self.send("\x03")
        self.prompt()
        self.send("print 77 * 3;\n")
        self.read_until("231")


if __name__ == "__main__":
    unittest.main()
