#include "store/migrations/migration.h"

namespace harrier::store::migrations {
namespace {

// created_sequence, the journal's entry that made an object, is also its place among its siblings.
constexpr std::string_view kStatements[] = {
    R"(CREATE TABLE actors (
         number {int} PRIMARY KEY,
         id {text} NOT NULL,
         name {text} NOT NULL,
         email {text} NOT NULL,
         address {text} NOT NULL,
         surface {text} NOT NULL,
         UNIQUE (id, name, email, address, surface)
       ){strict})",
    R"(CREATE TABLE journal (
         sequence {int} PRIMARY KEY,
         time {int} NOT NULL,
         actor {int} NOT NULL REFERENCES actors (number),
         workspace {text} NOT NULL,
         kind {text} NOT NULL,
         parent {text} NOT NULL,
         name {text} NOT NULL,
         workspace_key {text} NOT NULL,
         parent_key {text} NOT NULL,
         name_key {text} NOT NULL,
         object_id {text} NOT NULL,
         version {int} NOT NULL,
         change {int} NOT NULL,
         body_before {text} NOT NULL,
         body_after {text} NOT NULL,
         correlation {text} NOT NULL,
         reason {text} NOT NULL
       ){strict})",
    "CREATE INDEX journal_by_key ON journal (workspace_key, kind, parent_key, name_key, sequence)",
    R"(CREATE TABLE objects (
         id {text} PRIMARY KEY,
         workspace {text} NOT NULL,
         kind {text} NOT NULL,
         parent {text} NOT NULL,
         name {text} NOT NULL,
         workspace_key {text} NOT NULL,
         parent_key {text} NOT NULL,
         name_key {text} NOT NULL,
         version {int} NOT NULL,
         etag {text} NOT NULL,
         body {text} NOT NULL,
         created {int} NOT NULL,
         modified {int} NOT NULL,
         created_sequence {int} NOT NULL REFERENCES journal (sequence),
         created_by {int} NOT NULL REFERENCES actors (number),
         modified_by {int} NOT NULL REFERENCES actors (number),
         UNIQUE (workspace_key, kind, parent_key, name_key)
       ){strict})",
    "CREATE INDEX objects_in_order ON objects (workspace_key, kind, created_sequence)",
    R"(CREATE TABLE positions (
         consumer {text} PRIMARY KEY,
         sequence {int} NOT NULL
       ){strict})",
};

}  // namespace

Migration Objects() {
  return {1, "objects", kStatements};
}

}  // namespace harrier::store::migrations
