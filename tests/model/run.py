#!/usr/bin/env python3
"""run.py [--seed N] [--steps N] [--store sqlite|postgres] [--kills K] [--rounds N] [--totals]

Random calls by three roles against the real server and the model (model.py); their answers must be the same. Each round
has a server and a seed of its own. Without --store: 1,500 steps on SQLite, then 500 on PostgreSQL, with a fixed seed and
one of the day. At a difference: the shortest list of calls found that still leads to it, as JSON, and status 1.
--replay FILE makes the calls of such a list again. With --totals, stdout is one line "passed failed skipped".
"""
import argparse
import collections
import copy
import datetime
import json
import random
import sys
import threading
import time
import urllib.parse

from calls import HOUSE, INSIGHTS, Maker
from house import BROKEN, House, Postgres
from model import KINDS, PARENTS, Model, spelled

VERSION = "api-version=2025-10-01-preview"
SEED = 20261
SLOWEST_ROW = 1.0   # seconds after a change until its row is seen, on an idle machine
SHRINK_SECONDS = 90


def say(text):
    print(text, file=sys.stderr, flush=True)


class Divergence(Exception):
    def __init__(self, call, wanted, got):
        super().__init__(f"call:   {json.dumps(call)}\nwanted: {wanted}\ngot:    {got}")


def path_of(call, name=True):
    kind, parent = call["kind"], urllib.parse.quote(call.get("parent", ""), safe="")
    base = HOUSE + ("" if kind == "savedSearches" else INSIGHTS)
    if kind in PARENTS:
        path = f"{base}/{PARENTS[kind]}/{parent}/{kind.split('/')[-1]}"
    elif kind == "threatIntelligence/indicators":
        path = f"{base}/threatIntelligence/main/indicators"
    else:
        path = f"{base}/{kind}"
    return path + ("/" + urllib.parse.quote(call["name"], safe="") if name else "")


def body_of(call, etag):
    if "raw" in call:
        return call["raw"]
    body = dict(call["body"])
    if etag is not None and call["by"] in ("body", "bare"):
        body["etag"] = etag if call["by"] == "bare" or etag == "*" else f'"{etag}"'
    if call["style"] == "python":
        return str(body)
    return json.dumps(body, ensure_ascii=call["style"] == "escaped")


class Trial:
    """A server and the model beside it."""

    def __init__(self, postgres):
        self.model, self.house = Model(), House(postgres)
        self.model.people = self.house.people
        self.timer, self.before = None, None
        self.kills, self.lag, self.steps = 0, 0.0, 0

    def step(self, call):
        if call["do"] == "kill":
            if self.timer is None:
                self.timer = threading.Timer(call["after"], self.house.server.process.kill)
                self.timer.start()
            return
        self.steps += 1
        if self.timer is not None:
            self.before = copy.deepcopy(self.model)
        etag = self.model.etag(call) if call.get("etag") else None
        wanted = self.model.answer(call)
        try:
            status, answer = self.ask(call, etag, wanted)
        except BROKEN as broken:
            if self.timer is None:
                raise Divergence(call, "an answer", repr(broken)) from broken
            self.end_kill(call)
            return
        self.compare(call, wanted, status, answer)

    def compare(self, call, wanted, status, answer):
        try:
            fault = wanted.fault(status, answer)
            if not fault and wanted.learn:
                wanted.learn(answer)
        except (KeyError, TypeError, AttributeError, IndexError) as wrong:
            fault = f"an answer of its shape ({wrong!r})"
        if fault:
            raise Divergence(call, fault, f"{status} {json.dumps(answer, ensure_ascii=False)[:3000]}")

    def ask(self, call, etag, wanted):
        """(status, what the model compares)"""
        do, who = call["do"], call["who"]
        if do in ("rows", "alias", "watchlist"):
            return self.query(call, wanted)
        if do in ("favourite", "favourites"):
            path = "/api/v1/hunting/queries"
            if do == "favourite":
                path += f"/{urllib.parse.quote(call['name'], safe='')}/favourite"
            method = "GET" if do == "favourites" else "PUT" if call["on"] else "DELETE"
            status, _, answer = self.house.request(method, path, who=who)
            return status, answer
        if do == "edit":
            body = json.dumps({"ids": call["ids"], **call["edit"]})
            status, _, answer = self.house.request("POST", "/api/v1/hunting/bookmarks/edit", body, who=who)
            return status, answer
        version = VERSION if call.get("version", True) else ""
        if do == "odd":
            path = HOUSE + INSIGHTS + call["path"]
            status, _, answer = self.house.request(call["method"], path + ("&" if "?" in path else "?") + version,
                                                   '{"properties": {"displayName": "x", "query": "T", "description": "d", '
                                                   '"message": "m"}}' if call["method"] == "PUT" else None, who=who)
            return status, answer
        if do == "list":
            return self.walk(call, version)
        headers = {}
        if etag is not None and call["by"] == "If-Match":
            headers["If-Match"] = etag if etag == "*" else f'"{etag}"'
        if call.get("new"):
            headers["If-None-Match"] = "*"
        method = {"put": "PUT", "delete": "DELETE"}.get(do, "GET")
        body = body_of(call, etag) if do == "put" else None
        path = path_of(call) + ("/history" if do == "history" else "")
        status, _, answer = self.house.request(method, f"{path}?{version}", body, headers, who)
        return status, answer

    def walk(self, call, version):
        """All pages of a list as one answer."""
        parameters = [version] if version else []
        if call.get("filter"):
            parameters.append("%24filter=" + urllib.parse.quote(spelled(call["filter"]), safe=""))
        if call.get("order"):
            order = ",".join(path + (" desc" if down else "") for path, down in call["order"])
            parameters.append("$orderby=" + urllib.parse.quote(order))
        parameters += [f"${name}={call[name]}" for name in ("top", "skip") if name in call]
        if call.get("search"):
            parameters.append("$search=" + urllib.parse.quote(call["search"]))
        if call.get("wrong"):
            parameters.append(call["wrong"])
        path, value = f"{path_of(call, name=False)}?{'&'.join(parameters)}", []
        while True:
            status, _, answer = self.house.request("GET", path, who=call["who"])
            if status != 200:
                return status, answer
            value += answer["value"]
            if "nextLink" not in answer:
                return status, {"value": value}
            if call.get("top") and len(answer["value"]) != call["top"]:
                return status, {"value": "a page that is not full", "page": answer}
            link = urllib.parse.urlsplit(answer["nextLink"])
            path = f"{link.path}?{link.query}"

    def query(self, call, wanted):
        """(status, rows); rows of log tables may come a little later."""
        begin = time.monotonic()
        while True:
            status, _, answer = self.house.request("POST", "/v1/rest/query", json.dumps({"csl": call["query"]}),
                                                   who=call["who"])
            rows = answer["Tables"][0]["Rows"] if status == 200 else answer
            waited = time.monotonic() - begin
            if call["do"] != "rows" or not wanted.fault(status, rows):
                self.lag = max(self.lag, waited if call["do"] == "rows" else 0)
                return status, rows
            if waited > 10 * SLOWEST_ROW:
                return status, rows
            time.sleep(0.02)

    # -- kills ----------------------------------------------------------------------------------------------------

    def end_kill(self, call):
        """The server is gone while it had `call`, which it may have done or not."""
        self.timer.join()
        self.timer = None
        self.kills += 1
        self.house.restart()
        if not self.was_done(call):
            self.model = self.before
        elif call["do"] == "put" and (there := self.model.found(call)) and there.etag is not None:
            # It may have been given a new one.
            there.etag, there.etag_before = None, there.etag
        self.before = None
        self.verify()

    def was_done(self, call):
        if call["do"] == "favourite" and call["who"] in self.house.tokens:
            for model in (self.model, self.before):
                asked = {"do": "favourites", "who": call["who"]}
                status, answer = self.ask(asked, None, None)
                if not model.answer(asked).fault(status, answer):
                    return model is self.model
            raise Divergence(call, "done or not done", f"{status} {answer}")
        if call["do"] == "edit":
            keys = [key for key, changes in self.model.history.items() if len(changes) != len(self.before.history.get(key, ()))]
            if not keys:
                return True
            call = {**call, "do": "put", **dict(zip(("kind", "parent", "name"), keys[0]))}
        if call["do"] not in ("put", "delete"):
            return True
        watched = call if call["kind"] != "watchlistItems" else {**call, "kind": "watchlists", "parent": "", "name": call["parent"]}
        key = (watched["kind"], *self.model.key(watched))
        done, undone = (len(model.history.get(key, ())) for model in (self.model, self.before))
        if done == undone:
            return True
        asked = {"do": "history", "who": "Contributor", **{name: watched.get(name, "") for name in ("kind", "parent", "name")}}
        status, answer = self.ask(asked, None, None)
        count = len(answer["value"]) if status == 200 else 0
        if count not in (done, undone):
            raise Divergence(call, f"{done} or {undone} versions", f"{status} {answer}")
        return count == done

    def verify(self):
        """All that was acknowledged is there, and nothing else."""
        def check(call):
            wanted = self.model.answer(call)
            status, answer = self.ask(call, None, wanted)
            self.compare(call, wanted, status, answer)
            return answer
        for kind in KINDS:
            if kind in PARENTS:
                for parent in list(self.model.objects[PARENTS[kind]].values()):
                    check({"do": "list", "kind": kind, "parent": parent.name, "who": "Reader"})
            else:
                check({"do": "list", "kind": kind, "who": "Reader"})
            for there in list(self.model.objects[kind].values()):
                for do in ("get", "history"):
                    check({"do": do, "kind": kind, "parent": there.parent, "name": there.name, "who": "Reader"})
            check({"do": "rows", "kind": kind, "who": "Reader"})
        for kind in ("bookmarks", "incidents"):
            check({"do": "rows", "kind": kind, "own": True, "who": "Reader"})
        for watchlist in list(self.model.objects["watchlists"].values()):
            check({"do": "list", "kind": "watchlistItems", "parent": watchlist.name, "who": "Reader"})
            for item in list(watchlist.items.values()):
                if item.name:
                    check({"do": "get", "kind": "watchlistItems", "parent": watchlist.name, "name": item.name, "who": "Reader"})
            check({"do": "watchlist", "name": watchlist.name, "who": "Reader"})
        for alias in list(self.model.aliases()):
            check({"do": "alias", "alias": alias, "who": "Reader"})
        for role in self.house.tokens:
            check({"do": "favourites", "who": role})

    def finish(self):
        if self.timer is not None:
            self.timer.join()
            self.timer = None
            self.kills += 1
            self.house.restart()
        self.verify()

    def close(self):
        if self.timer is not None:
            self.timer.cancel()
            self.timer.join()
        return self.house.stop()


def play(calls, postgres):
    """(index of the call that differs or None, the difference, the trial)"""
    trial = Trial(postgres)
    fault, at = None, None
    try:
        for at, call in enumerate(calls):
            trial.step(call)
        at = len(calls)
        trial.finish()
    except Divergence as divergence:
        fault = divergence
    ended = trial.close()
    if fault is None and ended:
        fault = Divergence({"do": "stop"}, "an end with status 0", ended)
    return (None, None, trial) if fault is None else (at, fault, trial)


def shortened(calls, postgres):
    """Fewer calls that still end in a difference: suffixes first, then what can be left out."""
    end = time.monotonic() + SHRINK_SECONDS
    best, last = calls, None

    def fails(some):
        nonlocal last
        if time.monotonic() > end:
            return False
        at, fault, _ = play(some, postgres)
        if fault is None:
            return False
        last = fault
        del some[at + 1:]
        return True
    length = 1
    while length < len(calls):
        some = calls[-length:]
        if fails(some):
            best = some
            break
        length *= 2
    size = len(best) // 2
    while size >= 1:
        begin = 0
        while begin < len(best) - 1:
            some = best[:begin] + best[min(begin + size, len(best) - 1):]
            if len(some) < len(best) and fails(some):
                best = some
            else:
                begin += size
        size //= 2
    return best, last


def made(seed, steps, kills):
    """The calls of a round: they depend on the seed alone."""
    maker = Maker(random.Random(seed))
    calls = [maker.next() for _ in range(steps)]
    for i in range(kills):
        at = (i + 1) * len(calls) // (kills + 1)
        calls.insert(at, {"do": "kill", "after": round(maker.random.uniform(0, 0.3), 4)})
    return calls


def round_of(store, seed, steps, kills, postgres, total):
    """True if nothing differed; adds to `total`."""
    begin = time.monotonic()
    calls = made(seed, steps, kills)
    at, fault, trial = play(calls, postgres)
    seconds = time.monotonic() - begin
    total.update(steps=trial.steps, kills=trial.kills, seconds=seconds, differences=fault is not None)
    say(f"model: {store}, seed {seed}: {trial.steps} steps, {trial.kills} kills, {seconds:.1f} s, "
        f"slowest row {trial.lag:.2f} s: {'no difference' if fault is None else 'DIFFERENT'}")
    if fault is None:
        return True
    say(f"at step {at}:\n{fault}\nmaking it shorter …")
    best, last = shortened(calls[:at + 1], postgres)
    say("\n".join(json.dumps(call) for call in best))
    if last is not None:
        say(str(last))
    say(f"(again: run.py --store {store} --seed {seed} --steps {steps} --kills {kills})")
    return False


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int)
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--store", choices=("sqlite", "postgres"))
    parser.add_argument("--kills", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--replay")
    parser.add_argument("--totals", action="store_true")
    given = parser.parse_args()
    today = int(datetime.date.today().strftime("%Y%m%d"))
    if given.store:
        first = SEED if given.seed is None else given.seed
        plan = [(given.store, first + i, given.steps, given.kills) for i in range(given.rounds)]
    else:
        plan = [("sqlite", SEED, 750, 1), ("sqlite", today, 750, 1), ("postgres", SEED, 250, 1), ("postgres", today, 250, 1)]
    postgres, passed, failed, skipped, total = None, 0, 0, 0, collections.Counter()
    try:
        for store, seed, steps, kills in plan:
            if store == "postgres" and postgres is None:
                try:
                    postgres = Postgres()
                except FileNotFoundError as missing:
                    say(f"skipped: the model on PostgreSQL: {missing}")
                    skipped += sum(one[0] == "postgres" for one in plan)
                    break
            server = postgres if store == "postgres" else None
            if given.replay:
                with open(given.replay, encoding="utf-8") as file:
                    _, fault, _ = play([json.loads(line) for line in file if line.strip()], server)
                say(str(fault or "no difference"))
                good = fault is None
            else:
                good = round_of(store, seed, steps, kills, server, total)
            passed, failed = passed + good, failed + (not good)
    finally:
        if postgres:
            postgres.stop()
    say(f"model: {total['steps']} steps, {total['kills']} kills, {total['seconds']:.0f} s, "
        f"{total['differences']} differences")
    if given.totals:
        print(passed, failed, skipped)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
