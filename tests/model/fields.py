"""What the properties of each kind of object are: the request's become what is kept, or are refused."""
import datetime
import json
import re

TACTICS = ("Reconnaissance", "ResourceDevelopment", "InitialAccess", "Execution", "Persistence", "PrivilegeEscalation",
           "DefenseEvasion", "CredentialAccess", "Discovery", "LateralMovement", "Collection", "Exfiltration",
           "CommandAndControl", "Impact")
REASONS = {"Undetermined": (), "TruePositive": ("SuspiciousActivity",), "BenignPositive": ("SuspiciousButExpected",),
           "FalsePositive": ("IncorrectAlertLogic", "InaccurateData")}
ENTITIES = {"ip": ("IP", {"address": "Address"}), "account": ("Account", {"name": "Name"})}


class Bad(Exception):
    """The request is wrong: 400."""


def member(record, name):
    """The member of this name, or else one whose name differs in ASCII case only."""
    if name in record:
        return record[name]
    return next((value for key, value in record.items() if fold(key) == fold(name)), None)


def fold(text):
    return "".join(c.lower() if "A" <= c <= "Z" else c for c in text)


def text(value, required=False, one_of=(), most=0):
    if isinstance(value, (bool, int)):
        value = json.dumps(value)
    if not isinstance(value, str):
        raise Bad("no text")
    if required and not value.strip(" \t\r\n"):
        raise Bad("empty")
    if most and len(value) > most:
        raise Bad("too long")
    if one_of and value:
        value = next((name for name in one_of if fold(name) == fold(value)), None)
        if value is None:
            raise Bad("unknown word")
    return value


def number(value):
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise Bad("no number")
    if isinstance(value, str) and not re.fullmatch(r"-?[0-9]+", value):
        raise Bad("no number")
    return int(value)


def flag(value):
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and fold(value) in ("true", "false"):
        return fold(value) == "true"
    raise Bad("no flag")


def moment(value):
    """ISO times with whole seconds and Z are all that the calls use; what was kept may be read again."""
    if not isinstance(value, str):
        raise Bad("no time")
    try:
        return datetime.datetime.strptime(value.replace(".0000000Z", "Z"), "%Y-%m-%dT%H:%M:%SZ").strftime("%Y-%m-%dT%H:%M:%S.0000000Z")
    except ValueError:
        raise Bad("no time") from None


def listed(value, each=text):
    if not isinstance(value, list):
        raise Bad("no list")
    return [each(element) for element in value]


def tactics(value):
    return listed(value, lambda element: text(element, one_of=TACTICS))


def techniques(value):
    names = listed(value)
    if not all(re.fullmatch(r"T[0-9]{4}(\.[0-9]{3})?", name) for name in names):
        raise Bad("no technique")
    return names


def duration(value):
    """Of the ones that the calls use."""
    value = text(value)
    if value not in ("", "PT6H", "P1D"):
        raise Bad("no duration")
    return value


def anything(value):
    return value


class Field:
    def __init__(self, name, read=text, required=False, otherwise=None, **rule):
        self.name, self.read, self.required, self.otherwise, self.rule = name, read, required, otherwise, rule


def words(name):
    """A list that is there also when nobody gave it."""
    return Field(name, listed, otherwise=[])


def record(fields):
    def read(value):
        if not isinstance(value, dict):
            raise Bad("no object")
        kept = {}
        for field in fields:
            given = member(value, field.name)
            if given is None:
                if field.required:
                    raise Bad(field.name + " is missing")
                if field.otherwise is not None:
                    kept[field.name] = field.otherwise
                continue
            rule = {"required": True} if field.required and field.read is text else {}
            read_one = field.read(given, **rule, **field.rule)
            if read_one != "" or field.required:
                kept[field.name] = read_one
        return kept
    return read


def entity_mappings(value):
    shape = record([Field("entityType", required=True),
                    Field("fieldMappings", lambda fields: listed(fields, record(
                        [Field("identifier", required=True), Field("value")])), otherwise=[])])
    mappings = listed(value, shape)
    for mapping in mappings:
        known = ENTITIES.get(fold(mapping["entityType"]))
        if known is None:
            raise Bad("no entity type")
        mapping["entityType"] = known[0]
        for one in mapping["fieldMappings"]:
            if fold(one["identifier"]) not in known[1]:
                raise Bad("no identifier")
            one["identifier"] = known[1][fold(one["identifier"])]
    return mappings


def column_mappings(value):
    """Of the mappings that the calls use: hosts by one identifier, of which OSFamily tells no host from another."""
    mappings = listed(value, record([Field("entityType", required=True), Field("fieldMappings", lambda fields: listed(
        fields, record([Field("identifier", required=True), Field("columnName", required=True)])), required=True)]))
    for mapping in mappings:
        if fold(mapping["entityType"]) != "host":
            raise Bad("no entity type")
        mapping["entityType"] = "Host"
        for one in mapping["fieldMappings"]:
            if fold(one["identifier"]) != "hostname" or not one["columnName"]:
                raise Bad("no identifier")
            one["identifier"] = "HostName"
    return mappings


def settle_mappings(kept):
    """What a saved search maps must be columns of its query; a tag says the same as the property."""
    mappings = kept.pop("entityMappings", None)
    if not mappings:
        return
    columns = ("x",) if kept["query"].startswith("print") else ("Computer",)
    if any(one["columnName"] not in columns for mapping in mappings for one in mapping["fieldMappings"]):
        raise Bad("no column")
    kept["entityMappings"] = mappings
    kept["tags"] = kept["tags"] + [{"name": "entityMappings", "value": json.dumps(mappings, separators=(",", ":"))}]


def labels_of_hunt(value):
    if isinstance(value, list):
        value = [label.get("labelName", "") if isinstance(label, dict) else label for label in value]
    return listed(value)


def labels_of_incident(value):
    if isinstance(value, list):
        value = [{"labelName": label} if isinstance(label, str) else label for label in value]
    return listed(value, record([Field("labelName", required=True),
                                 Field("labelType", otherwise="User", one_of=("User", "AutoAssigned"))]))


def resource_id(value):
    """Of the ids that the calls use: with or without an origin before it and a slash in front."""
    value = text(value, required=True)
    path = re.sub(r"^[a-z]+://[^/]*", "", value)
    parts = [part for part in path.split("/") if part]
    named = len(parts) >= 8 and [fold(parts[i]) for i in (0, 2, 4, 5, 6)] == [
        "subscriptions", "resourcegroups", "providers", "microsoft.operationalinsights", "workspaces"]
    rest = parts[10:] if named and fold("".join(parts[8:9])) == "providers" else parts[8:]
    if not named or not rest or len(rest) % 2:
        raise Bad("no resource id")
    return "/" + "/".join(parts)


SWEPT = [words("queries"), Field("tactics", tactics, otherwise=[]), Field("techniques", techniques, otherwise=[]),
         words("sources")]
RELATION = record([Field("relatedResourceId", lambda value, **_: resource_id(value), required=True), words("labels")])
ACCEPTS = {
    "bookmarks": record([
        Field("displayName", required=True), Field("query", required=True), Field("queryResult"), Field("notes"),
        words("labels"), Field("eventTime", moment), Field("queryStartTime", moment), Field("queryEndTime", moment),
        Field("entityMappings", entity_mappings, otherwise=[]), Field("tactics", tactics, otherwise=[]),
        Field("techniques", techniques, otherwise=[])]),
    "bookmarks/relations": RELATION,
    "hunts": record([
        Field("displayName", required=True), Field("description", required=True),
        Field("status", otherwise="New", one_of=("New", "Active", "Closed", "Backlog", "Approved")),
        Field("hypothesisStatus", otherwise="Unknown", one_of=("Unknown", "Invalidated", "Validated")),
        Field("attackTactics", tactics, otherwise=[]), Field("attackTechniques", techniques, otherwise=[]),
        Field("labels", labels_of_hunt, otherwise=[]),
        Field("owner", record([Field("objectId"), Field("email"), Field("assignedTo"),
                               Field("ownerType", one_of=("Unknown", "User", "Group"))])),
        Field("hypothesis"),
        Field("checklist", lambda steps: listed(steps, record([
            Field("title", required=True), Field("note"), Field("done", flag, otherwise=False)])))]),
    "incidents": record([
        Field("title", required=True), Field("description", most=5000),
        Field("severity", otherwise="Medium", one_of=("High", "Medium", "Low", "Informational")),
        Field("status", otherwise="New", one_of=("New", "Active", "Closed")),
        Field("classification", one_of=tuple(REASONS)),
        Field("classificationReason", one_of=tuple(reason for reasons in REASONS.values() for reason in reasons)),
        Field("classificationComment"),
        Field("owner", record([Field("objectId"), Field("email"), Field("assignedTo"), Field("userPrincipalName"),
                               Field("ownerType", one_of=("Unknown", "User", "Group"))])),
        Field("labels", labels_of_incident, otherwise=[]), Field("firstActivityTimeUtc", moment),
        Field("lastActivityTimeUtc", moment)]),
    "incidents/comments": record([Field("message", required=True, most=30_000)]),
    "incidents/tasks": record([Field("title", required=True), Field("description"),
                               Field("status", otherwise="New", one_of=("New", "Completed"))]),
    "incidents/relations": RELATION,
    "hunts/relations": RELATION,
    "hunts/comments": record([Field("message", required=True, most=30_000)]),
    "savedSearches": record([
        Field("category", required=True), Field("displayName", required=True), Field("query", required=True),
        Field("functionAlias"), Field("functionParameters"), Field("version", number, otherwise=2),
        Field("tags", lambda tags: listed(tags, record([Field("name", required=True), Field("value")])),
              otherwise=[]),
        Field("entityMappings", column_mappings)]),
    "watchlists": record([
        Field("displayName", required=True), Field("provider", required=True), Field("source"), Field("sourceType"),
        Field("description"), Field("itemsSearchKey", required=True), Field("contentType", otherwise="text/csv"),
        Field("numberOfLinesToSkip", number), words("labels"), Field("defaultDuration"), Field("watchlistType")]),
    "threatIntelligence/indicators": record([
        Field("displayName"), Field("description"), Field("pattern", required=True), Field("patternType", required=True),
        Field("source", required=True), Field("confidence", number), words("threatTypes"),
        words("threatIntelligenceTags"), words("labels"), words("indicatorTypes"), Field("killChainPhases", otherwise=[]),
        Field("validFrom", moment), Field("validUntil", moment), Field("revoked", flag, otherwise=False),
        words("objectMarkingRefs")]),
    "sweeps": record([
        Field("displayName", required=True), Field("description"), Field("enabled", flag, otherwise=True),
        Field("every", duration, required=True), Field("lookback", duration),
        Field("filter", record(SWEPT), otherwise=record(SWEPT)({}))]),
    "dynamicSummaries": record([
        Field("summaryId"), Field("summaryName", required=True), Field("summaryDescription"), Field("searchKey"),
        Field("tactics", anything), Field("techniques", anything), Field("sourceInfo", anything),
        Field("rawContent", anything)]),
}


def accept(kind, properties):
    """The properties to keep. Bad if they are wrong by themselves."""
    kept = ACCEPTS[kind](properties)
    if kind == "threatIntelligence/indicators":
        if not 0 <= kept.get("confidence", 0) <= 100:
            raise Bad("confidence")
        if kept.get("validUntil", "~") < kept.get("validFrom", ""):
            raise Bad("ends before it begins")
    if kind == "savedSearches":
        alias = kept.get("functionAlias")
        if alias and not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", alias):
            raise Bad("alias")
        if not alias and kept.get("functionParameters"):
            raise Bad("parameters without an alias")
        kept["version"] = kept["version"] or 2
        settle_mappings(kept)
    if kind == "hunts" and member(properties, "hypothesis") == "":
        kept["hypothesis"] = ""
    if kind == "sweeps" and not kept["every"]:
        raise Bad("every")
    if kind == "watchlists":
        if kept.get("numberOfLinesToSkip", 0) < 0 or fold(kept["contentType"]) not in ("text/csv", "text/tsv"):
            raise Bad("content")
    return kept


def accept_incident(stored, properties):
    """The stored properties with those of the request in their stead."""
    merged = dict(stored)
    for name in ("title", "description", "severity", "status", "classification", "classificationReason",
                 "classificationComment", "owner", "labels", "firstActivityTimeUtc", "lastActivityTimeUtc"):
        if name in properties or any(fold(key) == fold(name) for key in properties):
            given = properties[name] if name in properties else member(properties, name)
            merged[name] = given
    kept = ACCEPTS["incidents"](merged)
    kept.setdefault("severity", "Medium")
    kept.setdefault("status", "New")
    if kept.get("lastActivityTimeUtc", "~") < kept.get("firstActivityTimeUtc", ""):
        raise Bad("ends before it begins")
    if kept["status"] == "Closed":
        reasons = REASONS.get(kept.get("classification"))
        if reasons is None or kept.get("classificationReason") not in (reasons or (None,)):
            raise Bad("classification")
    else:
        for name in ("classification", "classificationReason", "classificationComment"):
            kept.pop(name, None)
    return kept
