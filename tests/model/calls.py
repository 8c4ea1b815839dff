"""Random calls. A call is a dict that needs nothing else to be made again: the same list of calls is the same test."""
from model import GROUP, SUBSCRIPTION, WORKSPACE

HOUSE = (f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}/providers/Microsoft.OperationalInsights/workspaces/"
         f"{WORKSPACE}")
INSIGHTS = "/providers/Microsoft.SecurityInsights"
PLAIN = ["a1", "A1", "b-2", "c3", "C3", "delta"]
ODD = ["..", ".", "x y", "it's \"q\"", "%41", "a+b&c=d",
       "\u00fcn\u00efc\u00f6de", "\u00dcN\u00cfC\u00d6DE", "\u65e5\u672c", "\U0001f985", "select * from x;--",
       "n" * 260, "n" * 261, "back\\slash", "tab\tname", "q?", "h#"]
LISTS = ["net-one", "Net-One", "net_two", "ips", "n1", "-bad", "b\u00e4d", "x" * 64, "x" * 65]
ITEMS = ["11111111-1111-1111-1111-111111111111", "AAAAAAAA-1111-1111-1111-111111111111",
         "aaaaaaaa-1111-1111-1111-111111111111", "it'em", "back\\slash", "\u65e5"]
ALIASES = ["fnOne", "FnOne", "fnTwo"]
WORDS = ["alpha", "beta", "it's", "double \" quote", "two\nlines", "\u00e9t\u00e9 \U0001f985", "back\\slash", "tab\t", "x" * 300,
         "nul\u0000l",
         "<b>&amp;</b>", "{'a': 1}", "100%"]
WRONG = ["", "{", "[]", "null", "oops", "{'properties': oops}", "{}", "{\"properties\": []}", "{\"properties\": {}",
         "{\"properties\": {\"displayName\": }}", "[" * 2000, "\"text\"", "{'a': __import__('os')}"]
CELLS = ["a", "b", "\"c,d\""]
QUERIES = ["print x = 7", "SecurityEvent | take 1"]
BAD_QUERIES = ["SecurityEvent | where", "NoSuchTable_XYZ | take 1", "print x = missing", "SecurityEvent | frobnicate",
               "print 1 |", "\u65e5\u672c ("]


class Maker:
    def __init__(self, random):
        self.random = random

    def one(self, *choices):
        return self.random.choice(choices)

    def likely(self, chance):
        return self.random.random() < chance

    def word(self):
        return self.random.choice(WORDS)

    def words(self):
        return [self.word() for _ in range(self.random.randrange(4))]

    def name(self, kind):
        if kind == "watchlists":
            return self.random.choice(LISTS)
        if kind == "watchlistItems":
            return self.random.choice(ITEMS)
        return self.random.choice(ODD if self.likely(0.12) else PLAIN)

    def who(self):
        return self.one(*["Contributor"] * 12, *["Responder"] * 5, *["Reader"] * 3, "nobody")

    # -- bodies -------------------------------------------------------------------------------------------------

    def related(self, kind):
        far = {"incidents/relations": ["bookmarks"] * 9, "bookmarks/relations": ["incidents"] * 5}.get(kind, [])
        kind = self.one("bookmarks", "hunts", "watchlists", "savedSearches", "incidents", *far)
        base = HOUSE.replace(WORKSPACE, "other") if self.likely(0.1) else HOUSE
        path = f"{base}{INSIGHTS}/{kind}/{self.one(*PLAIN, 'net-one', 'ips')}"
        return self.one(path, path, "https://localhost:8443" + path, path[1:], "nonsense", HOUSE)

    def properties(self, kind):
        """Mostly right."""
        make = (lambda: self.relation(kind)) if kind.endswith("/relations") else getattr(self, kind.replace("/", "_").lower())
        properties = make()
        if self.likely(0.12):
            self.spoil(properties)
        if self.likely(0.1):
            properties["unknownField"] = {"deep": [1, None, True]}
        if self.likely(0.05) and properties:
            name = self.random.choice(sorted(properties))
            properties[name.upper()] = properties.pop(name)
        return properties

    def spoil(self, properties):
        name = self.random.choice(sorted(properties))
        if self.likely(0.4):
            del properties[name]
        else:
            properties[name] = self.one(None, [], {}, "", "  ", 7, True, ["x"], [["x"]], "\u65e5\u672c", [7])

    def some(self, required, **optional):
        """The required ones and a few of the others."""
        return {**required, **{name: make() for name, make in optional.items() if self.likely(0.4)}}

    def time(self):
        return self.one("2026-01-31T12:00:00Z", "2025-12-01T00:00:00Z", "2026-01-31T12:00:00Z", "yesterday")

    def tactics(self):
        return [self.one("Execution", "persistence", "Impact", "Execution", "Discovery", "Cooking")
                for _ in range(self.random.randrange(2))]

    def techniques(self):
        return [self.one("T1059", "T1021.001", "T1059", "T1", "nonsense") for _ in range(self.random.randrange(2))]

    def entities(self):
        return [{"entityType": self.one("IP", "ip", "Account", "Cake"),
                 "fieldMappings": [{"identifier": self.one("Address", "address", "Name"), "value": self.word()}]}]

    def bookmarks(self):
        return self.some({"displayName": self.word(), "query": self.one(*QUERIES, *BAD_QUERIES)}, queryResult=self.word,
                         notes=self.word, labels=self.words, eventTime=self.time, queryStartTime=self.time,
                         queryEndTime=self.time, entityMappings=self.entities, tactics=self.tactics,
                         techniques=self.techniques)

    def relation(self, kind):
        return self.some({"relatedResourceId": self.related(kind)}, labels=self.words)

    def incidents(self):
        out = self.some({"title": self.word(), "severity": self.one("High", "low", "Medium", "Informational"),
                         "status": self.one("New", "Active", "New", "Active", "closed", "Closed")},
                        description=lambda: self.one(*[self.word() for _ in range(9)], "x" * 5001),
                        classificationComment=self.word, owner=lambda: {"assignedTo": self.word(), "more": 1},
                        labels=lambda: [self.word(), {"labelName": self.word(), "labelType": "user"}],
                        firstActivityTimeUtc=self.time, lastActivityTimeUtc=self.time)
        if self.likely(0.6):
            out.update(self.one({"classification": "Undetermined"},
                                {"classification": "TruePositive", "classificationReason": "SuspiciousActivity"},
                                {"classification": "falsepositive", "classificationReason": "InaccurateData"},
                                {"classification": "FalsePositive", "classificationReason": "SuspiciousActivity"},
                                {"classification": "BenignPositive"}))
        for name in ("severity", "status"):
            if self.likely(0.2):
                del out[name]
        return out

    def incidents_comments(self):
        return self.hunts_comments()

    def incidents_tasks(self):
        return self.some({"title": self.word()}, description=self.word,
                         status=lambda: self.one("New", "completed", "Half"))

    def hunts(self):
        return self.some({"displayName": self.word(), "description": self.word()},
                         status=lambda: self.one("New", "Active", "closed", "BACKLOG", "Approved", "Lost"),
                         hypothesisStatus=lambda: self.one("Unknown", "validated", "Invalidated", "Maybe"),
                         attackTactics=self.tactics, attackTechniques=self.techniques,
                         labels=lambda: self.words() + [{"labelName": self.word(), "labelType": "User"}],
                         owner=lambda: {"email": self.word(), "assignedTo": self.word(), "more": 1},
                         hypothesis=lambda: self.one(self.word(), ""),
                         checklist=lambda: [{"title": self.word(), "done": self.one(True, False)}
                                            for _ in range(self.random.randrange(3))])

    def hunts_comments(self):
        return {"message": self.one(self.word(), self.word(), "\u00e9" * 30_000, "x" * 30_001)}

    def savedsearches(self):
        alias = self.one(*ALIASES, "SecurityEvent", "_bad", "1x", "") if self.likely(0.5) else ""
        out = self.some({"category": self.one("Hunting Queries", "Hunting Queries", "Other"), "displayName": self.word(),
                         "query": self.random.choice(QUERIES)},
                        version=lambda: self.one(2, "2", 0, 3, "x"),
                        tags=lambda: [self.one({"name": "description", "value": self.word()}, {"name": "tactics"},
                                               {"name": "visibility", "value": self.one("private", "Private", "shared")},
                                               {"value": "nameless"})],
                         entityMappings=lambda: self.one([], [{"entityType": self.one("host", "Host", "Ship"), "fieldMappings": [
                             {"identifier": self.one("HostName", "hostname", "OSFamily"),
                              "columnName": self.one("x", "Computer", "nope")}]}]))
        if alias:
            out["functionAlias"] = alias
        if alias and self.likely(0.3):
            out.update(functionParameters="n:long = 3", query="print x = n")
        elif self.likely(0.02):
            out["functionParameters"] = "n:long = 3"
        return out

    def watchlists(self):
        rows = "".join(f"10.0.0.{self.random.randrange(6)},{self.random.choice(CELLS)}\n"
                       for _ in range(self.random.randrange(5)))
        out = self.some({"displayName": self.word(), "provider": "p",
                         "itemsSearchKey": self.one("ip", "ip", "ip", "IP", "note", "no")},
                        source=self.word, description=self.word, labels=self.words,
                        contentType=lambda: self.one("text/csv", "Text/CSV", "image/png"),
                        rawContent=lambda: "ip,note\n" + rows)
        if self.likely(0.1) and "rawContent" in out:
            out.update(rawContent="# skipped\n" + out["rawContent"], numberOfLinesToSkip=1)
        return out

    def watchlistitems(self):
        values = {"ip": f"10.0.0.{self.random.randrange(6)}", "note": self.one(self.word(), 7, True, None, [1, "x"])}
        if self.likely(0.05):
            values["note"] = "x" * 11_000
        if self.likely(0.1):
            del values["ip"]
        return {"itemsKeyValue": values}

    def threatintelligence_indicators(self):
        return self.some({"pattern": self.one("[ipv4-addr:value = '10.0.0.1']", "[domain-name:value = 'it\\'s']", "free text"),
                          "patternType": self.one("ipv4-addr", "domain-name"), "source": "tests"},
                         displayName=self.word, description=self.word, confidence=lambda: self.one(0, 50, "77", 101, -1),
                         threatTypes=self.words, threatIntelligenceTags=self.words, validFrom=self.time,
                         validUntil=self.time, revoked=lambda: self.one(True, False, "true", "False", "maybe"))

    def sweeps(self):
        """Ones that do not run."""
        return self.some({"displayName": self.word(), "every": self.one("PT6H", "P1D", "PT6H", "PT1M", "often"),
                          "enabled": self.one(False, "false")}, description=self.word,
                         lookback=lambda: self.one("P1D", "P99D", ""),
                         filter=lambda: self.some({}, queries=self.words, tactics=self.tactics, techniques=self.techniques,
                                                  sources=self.words))

    def dynamicsummaries(self):
        return self.some({"summaryName": self.word()}, summaryId=self.word, summaryDescription=self.word,
                         rawContent=lambda: "[{\"a\": 1}]", tactics=lambda: self.one("Execution", ["Impact"], {"x": 1}),
                         sourceInfo=lambda: {"deep": [1, 2, {"x": None}]})

    # -- calls ----------------------------------------------------------------------------------------------------

    def target(self, items=True):
        kind = self.one("bookmarks", "bookmarks", "bookmarks/relations", "incidents", "incidents", "incidents/comments",
                        "incidents/relations", "incidents/relations", "incidents/tasks", "hunts", "hunts", "hunts/relations",
                        "hunts/comments", "savedSearches", "savedSearches", "watchlists", "threatIntelligence/indicators",
                        "dynamicSummaries", "sweeps", *(["watchlistItems"] if items else []))
        call = {"kind": kind, "name": self.name(kind), "who": self.who()}
        if "/" in kind and kind.split("/")[0] != "threatIntelligence":
            call["parent"] = self.random.choice(PLAIN)
        if kind == "watchlistItems":
            call["parent"] = self.random.choice(LISTS[:4])
        if self.likely(0.02):
            call["version"] = False
        return call

    def matching(self, call, headers_only=False):
        if self.likely(0.25):
            call["etag"] = self.one("current", "current", "stale", "*", "made-up")
            call["by"] = "If-Match" if headers_only else self.one("body", "bare", "If-Match")
        elif self.likely(0.05):
            call["new"] = True

    def put(self):
        call = {"do": "put", **self.target()}
        if self.likely(0.06):
            call["raw"] = self.random.choice(WRONG)
            return call
        call["body"] = {"properties": self.properties(call["kind"])}
        call["style"] = self.one("json", "escaped", "python")
        if call["kind"] == "savedSearches" and self.likely(0.12):
            call["body"]["properties"]["query"] = self.random.choice(BAD_QUERIES)
        if self.likely(0.02):
            call["body"] = self.one({}, {"properties": []}, {"properties": "x"}, {"else": 1})
        self.matching(call)
        return call

    def delete(self):
        call = {"do": "delete", **self.target()}
        self.matching(call, headers_only=True)
        return call

    def edit(self):
        edit = self.some({}, notes=self.word, addLabels=self.words, removeLabels=self.words,
                         tactics=lambda: [self.one("Execution", "Impact")],
                         removeFromIncident=lambda: self.random.choice(PLAIN))
        if not edit or not any(edit[name] or name in ("notes", "tactics") for name in edit):
            edit = {"delete": True}
        if self.likely(0.2):
            edit = {"removeFromIncident": self.random.choice(PLAIN)}
        return {"do": "edit", "who": self.who(), "edit": edit,
                "ids": [self.name("bookmarks") for _ in range(self.one(1, 1, 1, 2, 3))]}

    def get(self):
        return {"do": "get", **self.target()}

    def history(self):
        return {"do": "history", **self.target(items=False)}

    def condition(self, depth=0):
        if depth < 2 and self.likely(0.3):
            verb = self.one("and", "or", "not")
            return [verb, *(self.condition(depth + 1) for _ in range(1 if verb == "not" else 2))]
        path = self.one("name", "properties/displayName", "properties/displayName", "properties/notes",
                        "properties/status", "properties/source", "properties/title", "properties/severity")
        verb = self.one("eq", "ne", "gt", "le", "contains", "startswith", "endswith", "in", "any")
        if verb == "any":
            return ["any", "properties/labels", self.word()]
        if verb == "in":
            return ["in", path, [self.word(), self.word(), self.random.choice(PLAIN)]]
        if verb in ("eq", "ne") and self.likely(0.1):
            return [verb, path, None]
        return [verb, path, self.one(self.word(), "a", "b", "Active", *PLAIN)]

    def list(self):
        call = {"do": "list", **self.target()}
        del call["name"]
        if call["kind"] == "watchlistItems":
            call.update(self.one({}, {"top": 1}, {"top": 3}))
            return call
        if self.likely(0.5):
            call["filter"] = self.condition()
        if self.likely(0.4):
            call["order"] = [[path, self.likely(0.5)] for path in self.random.sample(
                ["name", "properties/displayName", "properties/status", "properties/notes"], self.random.randrange(1, 3))]
        if self.likely(0.6):
            call["top"] = self.random.randrange(1, 6)
        if self.likely(0.1):
            call["skip"] = self.random.randrange(5)
        if self.likely(0.1):
            call["search"] = self.one("alpha", "BETA", "quote")
        if self.likely(0.06):
            call["wrong"] = self.one("$filter=name+frob+1", "$filter=(", "$orderby=%27x%27", "$top=many", "$skip=-1",
                                     "$filter=name+eq+%27open", "$top=1.5")
            for name in ("filter", "order", "top", "skip"):
                call.pop(name, None)
        return call

    def rows(self):
        return {"do": "rows", "who": self.one("Reader", "Responder"), "own": self.likely(0.5),
                "kind": self.one("bookmarks", "incidents", "incidents/relations", "hunts", "watchlists", "hunts/comments", "savedSearches", "hunts/relations")}

    def alias(self):
        return {"do": "alias", "who": self.one("Reader", "Contributor"), "alias": self.random.choice(ALIASES)}

    def watchlist(self):
        return {"do": "watchlist", "who": "Reader", "name": self.random.choice(LISTS[:4])}

    def favourite(self):
        return {"do": "favourite", "who": self.who(), "name": self.name("savedSearches"), "on": self.likely(0.7)}

    def favourites(self):
        return {"do": "favourites", "who": self.who()}

    def odd(self):
        method, path, status = self.one(
            ("PUT", "/bookmarks", 405), ("DELETE", "/hunts/", 405), ("GET", "/nothing", 404), ("POST", "/bookmarks/x", 405),
            ("GET", "/bookmarks/a%2Fb", 404), ("GET", "/hunts/" + "n" * 3000, 404), ("GET", "/bookmarks/%FF%FE", 400),
            ("GET", "/bookmarks/a1%00", 400), ("PUT", "/bookmarks/%FF", 400), ("PUT", "/hunts/a%00b", 400),
            ("DELETE", "/hunts/a1%00", 400), ("DELETE", "/bookmarks/%C3", 400), ("GET", "/hunts/%00/comments", 400),
            ("GET", "/watchlists/%FF/watchlistItems", 400), ("PUT", "/hunts/%FF/comments/x", 400),
            ("GET", "/bookmarks?$skipToken=%FF", 400), ("GET", "/bookmarks?$filter=name+eq+'%FF'", 400),
            ("GET", "/bookmarks?$skipToken=7.x", 200), ("GET", "/bookmarks?$skipToken=-1", 200),
            ("GET", "/bookmarks?$filter=" + "not+" * 200 + "true", 400))
        return {"do": "odd", "who": self.one("Contributor", "Contributor", "Contributor", "nobody"), "method": method,
                "path": path, "status": status}

    def next(self):
        makers = [(self.put, 44), (self.delete, 10), (self.edit, 6), (self.get, 14), (self.list, 12), (self.history, 4), (self.rows, 3),
                  (self.alias, 3), (self.watchlist, 2), (self.favourite, 3), (self.favourites, 1), (self.odd, 3)]
        return self.random.choices([maker for maker, _ in makers], [weight for _, weight in makers])[0]()
