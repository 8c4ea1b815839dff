"""Incidents, what belongs to them, and how bookmarks and incidents know of each other."""
BASE = ("/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/harrier/providers/"
        "Microsoft.OperationalInsights/workspaces/harrier/providers/Microsoft.SecurityInsights/")
FAR = {"incidents/relations": "bookmarks", "bookmarks/relations": "incidents"}
NOBODY = {"objectId": None, "email": None, "assignedTo": None, "userPrincipalName": None}


def same(name):
    return name.lower()


def target(relation, kind):
    """The name that a relation leads to, if it is one of this kind in the workspace."""
    return leads_to(relation.body["relatedResourceId"], kind)


def leads_to(related, kind):
    head, name = related.rpartition("/")[::2]
    return name if same(head + "/") == same(BASE + kind + "/") else None


class Cases:
    def __init__(self, model):
        self.model = model
        self.made = 0  # incidents, ever

    def below(self, kind, name):
        return [there for key, there in self.model.objects[kind].items() if key[0] == same(name)]

    @staticmethod
    def twin(kind, name, related):
        """(kind, key) of the relation at the other end, or None."""
        far = leads_to(related, FAR[kind])
        return None if far is None else (FAR[kind] + "/relations", (same(far), same(name)))

    # -- writes -------------------------------------------------------------------------------------------------

    def check(self, call, there, kept, refused):
        kind = call["kind"]
        if kind == "incidents/comments" and there and there.creator != call["who"]:
            raise refused(403, "AuthorizationFailed")
        limit = {"incidents/comments": 100, "incidents/tasks": 40}.get(kind)
        if limit and not there and len(self.below(kind, call["parent"])) >= limit:
            raise refused(400, "BadRequest")
        if kind not in FAR:
            return
        related = kept["relatedResourceId"]
        if there and same(there.body["relatedResourceId"]) != same(related):
            raise refused(409, "Conflict")
        twin = self.twin(kind, call["name"], related)
        other = twin and self.model.objects[twin[0]].get(twin[1])
        if other and same(other.body["relatedResourceId"]) != same(BASE + kind.split("/")[0] + "/" + call["parent"]):
            raise refused(409, "Conflict")

    def settle(self, kind, there, before, role):
        if kind == "incidents" and there.version == 1:
            self.made += 1
            there.number = self.made
        if kind in ("incidents/comments", "incidents/tasks"):
            self.touch(there.parent, role)
        if kind == "bookmarks" and before and any(before[name] != there.body[name] for name in ("tactics", "techniques")):
            names = {same(name): name for one in self.below("bookmarks/relations", there.name)
                     if (name := target(one, "incidents")) and not one.body.get("relatedResourceDeleted")}
            for name in names:
                self.touch(name, role)
        if kind in FAR:
            self.settle_relation(kind, there, role)

    def settle_relation(self, kind, there, role):
        twin, near = self.twin(kind, there.name, there.body["relatedResourceId"]), kind.split("/")[0]
        if twin:
            other = self.model.objects[twin[0]].get(twin[1])
            body = {"relatedResourceId": BASE + near + "/" + there.parent, "labels": there.body["labels"]}
            if other is None:
                other = type(there)(target(there, FAR[kind]), there.name, role)
                self.model.objects[twin[0]][twin[1]] = other
            if other.body != body:
                fresh = other.version == 0
                other.body = body
                self.model.note(twin[0], other, "Create" if fresh else "Update", role)
                other.etag = None
        if near == "incidents":
            self.touch(there.parent, role)
        elif twin:
            self.touch(target(there, "incidents"), role)

    def settle_deleted(self, kind, gone, role):
        if kind in ("incidents/comments", "incidents/tasks"):
            self.touch(gone.parent, role)
        if kind not in FAR:
            return
        twin = self.twin(kind, gone.name, gone.body["relatedResourceId"])
        alive = twin and not gone.body.get("relatedResourceDeleted")
        if alive:
            self.model.note(twin[0], self.model.objects[twin[0]].pop(twin[1]), "Delete", role)
        if kind == "incidents/relations":
            self.touch(gone.parent, role)
        elif alive:
            self.touch(target(gone, "incidents"), role)

    def mark_deleted(self, kind, there, role):
        """The incidents, folded, that are to be touched for it."""
        touched = []
        if kind not in ("incidents", "bookmarks"):
            return touched
        for one in self.below(kind + "/relations", there.name):
            twin = self.twin(kind + "/relations", one.name, one.body["relatedResourceId"])
            other = twin and not one.body.get("relatedResourceDeleted") and self.model.objects[twin[0]].get(twin[1])
            if not other:
                continue
            other.body = {**other.body, "relatedResourceDeleted": True}
            self.model.note(twin[0], other, "Update", role)
            other.etag = None
            if kind == "bookmarks" and twin[1][0] not in touched:
                touched.append(twin[1][0])
        return touched

    # -- edits of many bookmarks -----------------------------------------------------------------------------------

    def members(self, incident):
        """The relations of an incident to bookmarks that are there."""
        return [one for one in self.below("incidents/relations", incident)
                if target(one, "bookmarks") and not one.body.get("relatedResourceDeleted")]

    def problems(self, call):
        """The codes of all that is in the way."""
        out, edit, seen = [], call["edit"], set()
        source = edit.get("removeFromIncident")
        inside = {same(target(one, "bookmarks")) for one in self.members(source)} if source else set()
        if source and ("", same(source)) not in self.model.objects["incidents"]:
            out.append("NotFound")
        for name in map(same, call["ids"]):
            mark = self.model.objects["bookmarks"].get(("", name))
            if name in seen:
                continue
            seen.add(name)
            if not mark:
                out.append("NotFound")
                continue
            if edit.get("delete") and call["who"] not in ("Contributor", mark.creator):
                out.append("AuthorizationFailed")
            if source and name not in inside:
                out.append("BadRequest")
        return out

    def edit(self, call):
        role, edit, touched = call["who"], call["edit"], []
        names = list(dict.fromkeys(map(same, call["ids"])))
        for name in names:
            mark = self.model.objects["bookmarks"]["", name]
            if edit.get("delete"):
                touched += self.mark_deleted("bookmarks", mark, role)
                for one in self.below("bookmarks/relations", mark.name):
                    key = same(one.parent), same(one.name)
                    self.model.note("bookmarks/relations", self.model.objects["bookmarks/relations"].pop(key), "Delete", role)
                self.model.note("bookmarks", self.model.objects["bookmarks"].pop(("", name)), "Delete", role)
                continue
            body = {**mark.body, **{field: edit[field] for field in ("notes", "tactics") if field in edit}}
            if body.get("notes") == "":
                del body["notes"]
            labels = [label for label in body["labels"] if label not in edit.get("removeLabels", ())]
            for label in edit.get("addLabels", ()):
                labels += [label] if label not in labels else []
            body["labels"] = labels
            if body == mark.body:
                continue
            if body["tactics"] != mark.body["tactics"]:
                touched += [same(there) for one in self.below("bookmarks/relations", mark.name)
                            if (there := target(one, "incidents")) and not one.body.get("relatedResourceDeleted")]
            mark.body, mark.etag = body, None
            self.model.note("bookmarks", mark, "Update", role)
        gone = [one for one in self.members(edit.get("removeFromIncident", ""))
                if same(target(one, "bookmarks")) in names] if edit.get("removeFromIncident") else []
        for one in gone:
            kind, key = self.twin("incidents/relations", one.name, one.body["relatedResourceId"])
            self.model.objects["incidents/relations"].pop((same(one.parent), same(one.name)))
            self.model.note("incidents/relations", one, "Delete", role)
            self.model.note(kind, self.model.objects[kind].pop(key), "Delete", role)
        for incident in ([same(edit["removeFromIncident"])] if gone else []) + list(dict.fromkeys(touched)):
            self.touch(incident, role)

    def touch(self, name, role):
        there = self.model.objects["incidents"].get(("", same(name)))
        if there:
            self.model.note("incidents", there, "Update", role)
            there.etag = None

    # -- what is shown ------------------------------------------------------------------------------------------

    def properties(self, kind, there):
        if kind == "incidents/comments":
            return {"author": there.creator}
        if kind == "incidents/tasks":
            return {"createdBy": there.creator, "lastModifiedBy": there.modifier}
        if kind == "bookmarks":
            return self.incident_of(there)
        if kind != "incidents":
            return {}
        marks, tactics, techniques = [], [], []
        for one in self.below("incidents/relations", there.name):
            mark = self.model.objects["bookmarks"].get(("", same(target(one, "bookmarks") or "")))
            if mark and not one.body.get("relatedResourceDeleted") and mark not in marks:
                marks.append(mark)
                tactics += [name for name in mark.body["tactics"] if name not in tactics]
                techniques += [name for name in mark.body["techniques"] if name not in techniques]
        data = {"alertsCount": 0, "bookmarksCount": len(marks), "alertProductNames": [], "tactics": tactics,
                "techniques": techniques, "commentsCount": len(self.below("incidents/comments", there.name))}
        out = {"incidentNumber": there.number, "providerName": "Azure Sentinel", "providerIncidentId": str(there.number),
               "relatedAnalyticRuleIds": [], "additionalData": data, "owner": there.body.get("owner", NOBODY)}
        if there.body["status"] == "Closed":
            out["closedTimeUtc"] = True
        return out

    def incident_of(self, bookmark):
        for one in self.below("bookmarks/relations", bookmark.name):
            incident = self.model.objects["incidents"].get(("", same(target(one, "incidents") or "")))
            if incident and not one.body.get("relatedResourceDeleted"):
                return {"incidentInfo": {"incidentId": incident.name, "severity": incident.body["severity"],
                                         "title": incident.body["title"], "relationName": one.name}}
        return {}
