"""The reference: what the server must answer to each call, by a few dictionaries.

`Model.answer(call)` does the call in the model and tells what the server must say. Calls are dicts (see calls.py).
"""
import collections
import csv
import io
import json

from cases import Cases
from fields import Bad, accept, accept_incident, fold, member

ROLES = ("Reader", "Responder", "Contributor")
SUBSCRIPTION, GROUP, WORKSPACE = "00000000-0000-0000-0000-000000000001", "harrier", "harrier"
PARENTS = {"bookmarks/relations": "bookmarks", "hunts/relations": "hunts", "hunts/comments": "hunts",
           "incidents/comments": "incidents", "incidents/tasks": "incidents", "incidents/relations": "incidents",
           "watchlistItems": "watchlists"}
KINDS = ("bookmarks", "bookmarks/relations", "incidents", "incidents/comments", "incidents/tasks", "incidents/relations",
         "hunts", "hunts/relations", "hunts/comments", "savedSearches", "watchlists",
         "threatIntelligence/indicators", "dynamicSummaries", "sweeps")
RELATED = {"bookmarks": "Bookmarks", "hunts": "Hunts", "watchlists": "Watchlists", "incidents": "Incidents"}
# What the server adds and the model does not foretell.
ADDED = {"incidents": {"createdTimeUtc", "lastModifiedTimeUtc", "incidentUrl", "firstModifiedTimeUtc"},
         "incidents/comments": {"createdTimeUtc", "lastModifiedTimeUtc"},
         "incidents/tasks": {"createdTimeUtc", "lastModifiedTimeUtc"}, "bookmarks": {"contentHash", "created", "updated"}, "watchlists": {"watchlistId", "created", "updated", "tenantId"},
         "threatIntelligence/indicators": {"created", "lastUpdatedTimeUtc", "validFrom", "externalId", "parsedPattern"}}
SOMETIMES = {"validFrom", "firstModifiedTimeUtc"}
LONGEST_NAME, LONGEST_ITEM = 260, 10 * 1024
Change = collections.namedtuple("Change", "verb version role")


def same(name):
    """Names are compared without case, that of other alphabets too."""
    return name.lower()


def may(role, kind, verb):
    """The actions of the built-in roles."""
    if role not in ROLES:
        return False
    if verb == "read" or role == "Contributor":
        return True
    kept = verb == "delete" and kind in ("incidents", "incidents/comments")
    return role == "Responder" and kind.split("/")[0] in ("bookmarks", "incidents") and not kept


class Object:
    def __init__(self, parent, name, role):
        self.parent, self.name, self.creator, self.version = parent, name, role, 0
        self.etag, self.etag_before = None, None  # learnt from answers
        self.body, self.modifier = {}, role
        self.items = {}  # of a watchlist: folded id -> Item
        self.columns = []


class Item:
    def __init__(self, name, values):
        self.name, self.values, self.etag, self.etag_before = name, values, None, None


class Wanted:
    """What the server must answer. `check(answer)` tells what is wrong with the body; `learn(answer)` keeps what only
    the server knows."""

    def __init__(self, status, code=None, check=None, learn=None):
        self.status, self.code, self.check, self.learn = status, code, check, learn

    def fault(self, status, answer):
        if status != self.status:
            return f"status {self.status}" + (f" {self.code}" if self.code else "")
        if isinstance(answer, str):
            return "JSON"
        if self.code and (not isinstance(answer, dict) or answer.get("error", {}).get("code") != self.code):
            return f"error code {self.code}"
        return self.check(answer) if self.check else None


class Refused(Exception):
    def __init__(self, status, code):
        self.wanted = Wanted(status, code)


NOT_FOUND = Refused(404, "NotFound")


class Model:
    def __init__(self):
        self.objects = {kind: {} for kind in KINDS}   # (parent, name), folded -> Object, oldest first
        self.history = collections.defaultdict(list)  # (kind, parent, name), folded -> [Change]
        self.lasts = {}  # the same -> Object, as it was last, be it deleted
        self.changes = collections.Counter()          # by kind: rows of SentinelAudit
        self.favourites = collections.defaultdict(set)
        self.hashes = {}                              # evidence -> contentHash
        self.people = {}                              # object id -> role
        self.cases = Cases(self)

    # -- what is asked ----------------------------------------------------------------------------------------

    def answer(self, call):
        try:
            return getattr(self, "do_" + call["do"])(call)
        except Refused as refused:
            return refused.wanted
        except Bad:
            return Wanted(400, "BadRequest")

    def enter(self, call, verb):
        """What comes before any object is looked at."""
        if call["who"] not in ROLES:
            raise Refused(401, "InvalidAuthenticationToken")
        kind = "watchlists" if call["kind"] == "watchlistItems" else call["kind"]
        if not may(call["who"], kind, verb):
            raise Refused(403, "AuthorizationFailed")
        if not call.get("version", True):
            raise Refused(400, "MissingApiVersionParameter")

    @staticmethod
    def key(call):
        return same(call.get("parent", "")), same(call["name"])

    def found(self, call):
        if call["kind"] == "watchlistItems":
            watchlist = self.objects["watchlists"].get(("", same(call["parent"])))
            return watchlist and watchlist.items.get(same(call["name"]))
        return self.objects[call["kind"]].get(self.key(call))

    def etag(self, call):
        """The text that the call sends as its etag, quotes aside; None: it sends none."""
        there = self.found(call)
        known = {"current": there and there.etag, "stale": there and there.etag_before}
        return known.get(call["etag"]) or "nothing" if call.get("etag") in ("current", "stale") else call.get("etag")

    def need_parent(self, call):
        above = PARENTS.get(call["kind"])
        if above and ("", same(call["parent"])) not in self.objects[above]:
            raise NOT_FOUND

    def need_match(self, call):
        there, etag = self.found(call), self.etag(call)
        if call.get("new") and there:
            raise Refused(412, "PreconditionFailed")
        if etag not in (None, "*") and (not there or there.etag != etag):
            header = call.get("by") == "If-Match" or call.get("new")
            raise Refused(412, "PreconditionFailed") if header else Refused(409, "Conflict")

    def note(self, kind, there, verb, role):
        there.version += 1
        there.modifier = role
        self.changes[kind] += 1
        self.history[kind, same(there.parent), same(there.name)].append(Change(verb, there.version, role))
        self.lasts[kind, same(there.parent), same(there.name)] = there

    @staticmethod
    def is_private(body):
        values = [fold(tag.get("value", "")) for tag in body["tags"] if fold(tag["name"]) == "visibility"]
        return bool(values) and values[-1] == "private"

    def is_hidden(self, kind, there, role):
        """A private query is there for its maker alone."""
        return kind == "savedSearches" and there.creator != role and self.is_private(there.body)

    def do_get(self, call):
        self.enter(call, "read")
        if call["kind"] == "watchlistItems":
            self.need_parent(call)
        there = self.found(call)
        if not there or self.is_hidden(call["kind"], there, call["who"]):
            raise NOT_FOUND
        return Wanted(200, check=self.checker(call["kind"], there), learn=lambda answer: self.learn(there, answer))

    def do_put(self, call):
        self.enter(call, "write")
        kind, name, role = call["kind"], call["name"], call["who"]
        if kind != "watchlistItems" and (len(name.encode()) > LONGEST_NAME or any(c < " " or c in "/\\?#" for c in name)):
            raise Bad("name")
        if "raw" in call:
            raise Bad("no object")
        properties = member(call["body"], "properties")
        if not isinstance(properties, dict):
            raise Bad("no properties")
        if kind == "watchlistItems":
            return self.put_item(call, properties)
        if kind == "watchlists" and not self.is_alias(name):
            raise Bad("alias")
        kept = accept(kind, properties) if kind != "incidents" else None
        if kind == "savedSearches" and not self.is_query(kept):
            raise Bad("query")
        self.need_parent(call)
        self.need_match(call)
        there = self.found(call)
        if kind == "incidents":
            kept = accept_incident(there.body if there else {}, properties)
        if kind.endswith("/relations") and self.is_gone(kept["relatedResourceId"]):
            raise NOT_FOUND
        self.cases.check(call, there, kept, Refused)
        if kind == "savedSearches" and kept.get("functionAlias"):
            self.need_free_alias(call, kept["functionAlias"])
        fresh = there is None
        if kind == "hunts" and there:
            # Fields of ours stay when a client leaves them out.
            kept.update((name, there.body[name]) for name in ("hypothesis", "checklist")
                        if name in there.body and name not in kept)
        if kind == "watchlists":
            content = member(properties, "rawContent")
            if not isinstance(content, str | None):
                raise Bad("content")
            rows, columns = self.watchlist_rows(there, kept, content or "")
        if fresh:
            there = Object(call.get("parent", ""), name, role)
            self.objects[kind][self.key(call)] = there
        before = there.body
        if kind == "watchlists":
            there.columns = columns
            for values in rows:
                there.items[("unnamed", len(there.items), there.version)] = Item(None, values)
        there.body = kept
        self.note(kind, there, "Create" if fresh else "Update", role)
        self.cases.settle(kind, there, before, role)
        status = 201 if fresh and kind != "savedSearches" else 200
        return Wanted(status, check=self.checker(kind, there, written=True), learn=lambda answer: self.learn(there, answer))

    def do_delete(self, call):
        self.enter(call, "delete")
        kind, role = call["kind"], call["who"]
        if kind == "watchlistItems":
            return self.delete_item(call)
        self.need_match(call)
        there = self.found(call)
        named = kind == "dynamicSummaries"
        says = (lambda answer: None if answer == {"name": call["name"]} else "its name") if named else None
        if not there:
            return Wanted(200 if named or kind == "savedSearches" else 204, check=says)
        if kind == "bookmarks" and role != "Contributor" and there.creator != role:
            raise Refused(403, "AuthorizationFailed")
        for incident in self.cases.mark_deleted(kind, there, role):
            self.cases.touch(incident, role)
        for below, above in PARENTS.items():
            if above == kind and below in self.objects:
                for key in [key for key in self.objects[below] if key[0] == same(call["name"])]:
                    self.note(below, self.objects[below].pop(key), "Delete", role)
        self.note(kind, self.objects[kind].pop(self.key(call)), "Delete", role)
        self.cases.settle_deleted(kind, there, role)
        return Wanted(204 if kind == "watchlists" else 200, check=says)

    def do_edit(self, call):
        """Many bookmarks at once, all or none."""
        if call["who"] not in ROLES:
            return Wanted(401)
        if call["who"] == "Reader":
            raise Refused(403, "AuthorizationFailed")
        problems = self.cases.problems(call)
        for code, status in (("AuthorizationFailed", 403), ("NotFound", 404), ("BadRequest", 400)):
            if code in problems:
                wanted = len(problems)
                return Wanted(status, code, lambda answer: None if len(answer["error"]["details"]) == wanted
                              else f"{wanted} details")
        self.cases.edit(call)
        return Wanted(200, check=lambda answer: None if answer["value"] == call["ids"] else "the ids")

    def do_history(self, call):
        self.enter(call, "read")
        changes = list(self.history.get((call["kind"], *self.key(call)), ()))
        if not changes or self.is_hidden(call["kind"], self.lasts[call["kind"], *self.key(call)], call["who"]):
            raise NOT_FOUND

        def check(answer):
            got = [(one["change"], one["version"], self.people.get(one["by"]["objectId"])) for one in answer["value"]]
            return None if got == [tuple(change) for change in changes] else f"the versions {changes}"
        return Wanted(200, check=check)

    # -- relations, aliases, watchlists -----------------------------------------------------------------------

    def is_gone(self, related):
        """Only of what is kept here, in this workspace, can it be told."""
        parts = related.split("/")[1:]
        if [fold(parts[i]) for i in (1, 3, 7)] != [SUBSCRIPTION, GROUP, WORKSPACE]:
            return False
        rest = parts[10:] if fold(parts[8]) == "providers" else parts[8:]
        kind = next((kind for kind in ("bookmarks", "hunts", "incidents", "savedSearches", "watchlists")
                     if len(rest) == 2 and fold(rest[0]) == fold(kind)), None)
        return kind is not None and ("", same(rest[1])) not in self.objects[kind]

    @staticmethod
    def is_query(search):
        """Of all queries that the calls use, these are right; a function does not call itself."""
        alias, parameters = search.get("functionAlias"), search.get("functionParameters")
        known = {"print x = 7": True, "SecurityEvent | take 1": alias != "SecurityEvent", "print x = n": parameters is not None}
        return known.get(search["query"], False) and parameters in (None, "n:long = 3") and alias != "true"

    def aliases(self):
        return {there.body["functionAlias"]: there for there in self.objects["savedSearches"].values()
                if there.body.get("functionAlias")}

    def need_free_alias(self, call, alias):
        holder = self.aliases().get(alias)
        if holder is not None and holder is not self.found(call) or alias == "SecurityEvent":
            raise Refused(409, "Conflict")

    @staticmethod
    def is_alias(name):
        plain = [c.isascii() and c.isalnum() for c in name]
        return 3 <= len(name) <= 64 and plain[0] and plain[-1] and all(
            ok or c in "-_" for ok, c in zip(plain, name))

    def watchlist_rows(self, there, kept, content):
        """The new items that a content gives, and the list's columns after it."""
        items = [item.values for item in there.items.values()] if there else []
        columns = list(there.columns) if there else []
        if items and fold(there.body["itemsSearchKey"]) != fold(kept["itemsSearchKey"]):
            raise Bad("search key")
        content = "".join(content.splitlines(True)[kept.get("numberOfLinesToSkip", 0):])
        new, seen = [], [list(values.items()) for values in items]
        for record in csv.DictReader(io.StringIO(content), delimiter="\t" if fold(kept["contentType"]) == "text/tsv" else ","):
            values = {**record, **{column: "" for column in columns if column not in record}}
            if member(values, kept["itemsSearchKey"]) is None:
                raise Bad("no search key")
            columns = columns or list(values)
            if list(values.items()) not in seen:
                seen.append(list(values.items()))
                new.append(values)
        return new, columns

    def put_item(self, call, properties):
        self.need_parent(call)
        self.need_match(call)
        watchlist, there = self.objects["watchlists"]["", same(call["parent"])], self.found(call)
        values = member(properties, "itemsKeyValue")
        if not isinstance(values, dict):
            raise Bad("no values")
        values = {name: value if value is None or isinstance(value, str) else json.dumps(value, separators=(",", ":"))
                  for name, value in values.items()}
        if fold(watchlist.body["itemsSearchKey"]) not in map(fold, values):
            raise Bad("no search key")
        if len(json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()) > LONGEST_ITEM:
            raise Bad("large")
        fresh = there is None
        if fresh:
            there = watchlist.items[same(call["name"])] = Item(call["name"], {})
        there.values = values
        self.note("watchlists", watchlist, "Update", call["who"])
        watchlist.etag = None  # new, and not told
        return Wanted(201 if fresh else 200, check=self.checker("watchlistItems", there, written=True),
                      learn=lambda answer: self.learn(there, answer))

    def delete_item(self, call):
        self.need_parent(call)
        self.need_match(call)
        watchlist = self.objects["watchlists"]["", same(call["parent"])]
        if watchlist.items.pop(same(call["name"]), None) is None:
            return Wanted(204)
        self.note("watchlists", watchlist, "Update", call["who"])
        watchlist.etag = None
        return Wanted(200)

    # -- what objects look like ---------------------------------------------------------------------------------

    def properties(self, kind, there):
        if kind == "watchlistItems":
            return {"itemsKeyValue": there.values, "isDeleted": False, "watchlistItemType": "watchlist-item"}
        out = dict(there.body)
        if kind == "watchlists":
            out.update(itemsColumns=there.columns, itemsCount=len(there.items), watchlistAlias=there.name, isDeleted=False,
                       uploadStatus="Complete", provisioningState="Succeeded")
        if kind in ("bookmarks", "watchlists"):
            out.update(createdBy=there.creator, updatedBy=there.modifier)
        out.update(self.cases.properties(kind, there))
        if kind == "threatIntelligence/indicators":
            out["friendlyName"] = out.get("displayName", "")
        if kind.endswith("/relations"):
            parts = out["relatedResourceId"].split("/")
            provider = "Microsoft.OperationalInsights" if fold(parts[9]) != "providers" else parts[10]
            types = parts[11::2] if fold(parts[9]) == "providers" else parts[9::2]
            full = "/".join([provider, *(RELATED.get(one, one) for one in types)])
            out.update(relatedResourceName=parts[-1], relatedResourceKind=types[-1], relatedResourceType=full,
                       relationType=full)
            if self.is_gone(out["relatedResourceId"]):
                out["relatedResourceDeleted"] = True
        return out

    def checker(self, kind, there, written=False):
        """Compares an answer with what the object is now."""
        want, etag, name, before = self.properties(kind, there), there.etag, there.name, there.etag_before
        added = ADDED.get(kind, set())

        def check(answer):
            if name is not None and answer["name"] != name:
                return f"the name {name!r}"
            got = dict(answer["properties"])
            for person in ("createdBy", "updatedBy", "lastModifiedBy", "author"):
                if person in want:
                    got[person] = self.people.get(got.get(person, {}).get("objectId"))
            if want.get("closedTimeUtc"):
                got["closedTimeUtc"] = isinstance(got.get("closedTimeUtc"), str)
            if kind == "watchlistItems":
                got = {name: got.get(name) for name in want}
            for field in added - set(want):
                if not isinstance(got.pop(field, "" if field in SOMETIMES else None), (str, list)):
                    return f"the property {field}"
            if got != want:
                return f"the properties {json.dumps(want, ensure_ascii=False)}"
            told = answer["etag"].strip('"')
            if not told or written and told in (etag, before) or not written and etag and told != etag:
                return f"another etag than {etag}" if written else f"the etag {etag}"
            return self.check_hash(answer["properties"]) if kind == "bookmarks" else None
        return check

    def check_hash(self, properties):
        evidence = json.dumps([properties.get(name) for name in (
            "query", "queryResult", "queryStartTime", "queryEndTime", "eventTime")])
        if self.hashes.setdefault(evidence, properties["contentHash"]) != properties["contentHash"]:
            return "the same contentHash for the same evidence"
        return None

    @staticmethod
    def learn(there, answer):
        told = answer["etag"].strip('"')
        if told != there.etag:
            there.etag, there.etag_before = told, there.etag or there.etag_before

    # -- lists ------------------------------------------------------------------------------------------------------

    def do_list(self, call):
        """Wants the whole list: the caller has followed all links to next pages."""
        self.enter(call, "read")
        self.need_parent(call)
        if call.get("wrong"):
            raise Bad("parameters")
        if call["kind"] == "watchlistItems":
            return self.list_items(call)
        chosen = [there for key, there in self.objects[call["kind"]].items() if key[0] == same(call.get("parent", ""))
                  and not self.is_hidden(call["kind"], there, call["who"])]
        views = [{"name": there.name, "properties": self.properties(call["kind"], there), "of": there} for there in chosen]
        views = [view for view in views if not call.get("filter") or holds(call["filter"], view)]
        if call.get("search"):
            views = [view for view in views if contains(view["properties"], call["search"]) or
                     fold(call["search"]) in fold(view["name"])]
        for path, down in reversed(call.get("order", ())):
            views.sort(key=lambda view: rank(at(view, path)), reverse=down)
        views = views[call.get("skip", 0):]
        checks = [self.checker(call["kind"], view["of"]) for view in views]

        def check(answer):
            names = [one["name"] for one in answer["value"]]
            if names != [view["name"] for view in views]:
                return f"the names {[view['name'] for view in views]}, not {names}"
            return next((fault for one, view in zip(checks, answer["value"]) if (fault := one(view))), None)
        return Wanted(200, check=check)

    def list_items(self, call):
        watchlist = self.objects["watchlists"]["", same(call["parent"])]
        want = sorted(json.dumps(item.values) for item in watchlist.items.values())
        named = {item.name for item in watchlist.items.values() if item.name}

        def check(answer):
            got = sorted(json.dumps(one["properties"]["itemsKeyValue"]) for one in answer["value"])
            if got != want:
                return f"the items {want}, not {got}"
            missing = named - {one["name"] for one in answer["value"]}
            return f"the items {missing} too" if missing else None
        return Wanted(200, check=check)

    # -- queries and favourites ---------------------------------------------------------------------------------------

    def do_rows(self, call):
        """Rows of the log tables: one for each change."""
        table = {"bookmarks": "HuntingBookmark", "incidents": "SecurityIncident"}.get(call["kind"]) if call.get("own") else None
        want = self.changes[call["kind"]]
        call["query"] = f"{table} | count" if table else (
            f"SentinelAudit | where SentinelResourceType == '{call['kind']}' | count")
        return Wanted(200, check=lambda rows: None if rows == [[want]] else f"{want} rows")

    def do_alias(self, call):
        """A saved search's function, called."""
        call["query"] = call["alias"] + "()"
        holder = self.aliases().get(call["alias"])
        if holder is None:
            return Wanted(400)
        want = {"print x = 7": [[7]], "print x = n": [[3]], "SecurityEvent | take 1": []}[holder.body["query"]]
        return Wanted(200, check=lambda rows: None if rows == want else f"the rows {want}")

    def do_watchlist(self, call):
        """A watchlist, in a query."""
        call["query"] = f"_GetWatchlist('{call['name']}') | count"
        there = self.objects["watchlists"].get(("", same(call["name"])))
        if there and there.name != call["name"]:
            return Wanted(200)
        want = len(there.items) if there else 0
        return Wanted(200, check=lambda rows: None if rows == [[want]] else f"{want} items")

    def queries_of(self, role):
        """The hunting queries that one sees, by name: those of others may be private."""
        out = {}
        for there in self.objects["savedSearches"].values():
            if there.body["category"] == "Hunting Queries" and not self.is_hidden("savedSearches", there, role):
                out[there.name] = there
        return out

    def do_favourite(self, call):
        if call["who"] not in ROLES:
            return Wanted(401)
        if not call["on"]:
            self.favourites[call["who"]].discard(same(call["name"]))
            return Wanted(200)
        if call["name"] not in self.queries_of(call["who"]):
            return Wanted(404, "NotFound")
        self.favourites[call["who"]].add(same(call["name"]))
        return Wanted(200)

    def do_favourites(self, call):
        if call["who"] not in ROLES:
            return Wanted(401)
        seen = self.queries_of(call["who"])
        want = {name: same(name) in self.favourites[call["who"]] for name in seen}

        def check(answer):
            got = {one["id"]: one["favourite"] for one in answer["value"] if one["isCustom"]}
            return None if got == want else f"the queries {want}, not {got}"
        return Wanted(200, check=check)

    def do_odd(self, call):
        """What is refused before anybody is asked who it is, but for what there is none of."""
        named = call["status"] == 200 or "n" * 9 in call["path"] or "not+" in call["path"]
        return Wanted(401 if named and call["who"] not in ROLES else call["status"])


# -- the little of OData that the calls use ---------------------------------------------------------------------------

def at(view, path):
    value = view
    for part in path.split("/"):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def rank(value):
    """null, then numbers, then texts; all of one field."""
    return (0, "") if value is None else (4, value) if isinstance(value, str) else (2, value)


def contains(value, needle):
    if isinstance(value, str):
        return fold(needle) in fold(value)
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(contains(part, needle) for part in parts)


def holds(tree, view):
    """["and", a, b], ["or", a, b], ["not", a], ["eq" … "contains" …, path, literal], ["any", path, literal]"""
    verb = tree[0]
    if verb in ("and", "or"):
        return (all if verb == "and" else any)(holds(part, view) for part in tree[1:])
    if verb == "not":
        return not holds(tree[1], view)
    value, literal = at(view, tree[1]), tree[2]
    if verb == "any":
        return isinstance(value, list) and literal in value
    if verb == "in":
        return value in literal
    comparable = value is None and literal is None or isinstance(value, str) and isinstance(literal, str)
    if verb == "ne":
        return not comparable or value != literal
    if not comparable:
        return False
    if verb in ("contains", "startswith", "endswith"):
        return {"contains": literal in value, "startswith": value.startswith(literal),
                "endswith": value.endswith(literal)}[verb]
    return {"eq": value == literal, "gt": (value or "") > (literal or ""), "le": (value or "") <= (literal or "")}[verb]


def spelled(tree):
    """The $filter's text."""
    def literal(value):
        return "null" if value is None else "'" + value.replace("'", "''") + "'"
    verb = tree[0]
    if verb in ("and", "or"):
        return "(" + f" {verb} ".join(spelled(part) for part in tree[1:]) + ")"
    if verb == "not":
        return f"not ({spelled(tree[1])})"
    if verb == "any":
        return f"{tree[1]}/any(l: l eq {literal(tree[2])})"
    if verb == "in":
        return f"{tree[1]} in ({', '.join(map(literal, tree[2]))})"
    if verb in ("contains", "startswith", "endswith"):
        return f"{verb}({tree[1]}, {literal(tree[2])})"
    return f"{tree[1]} {verb} {literal(tree[2])}"
