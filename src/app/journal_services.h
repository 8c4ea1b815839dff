#pragma once

#include "app/data_directory.h"
#include "app/metadata.h"
#include "base/log.h"
#include "hunting/journal/journal_feed.h"
#include "hunting/journal/outbox.h"
#include "hunting/journal/query_log_writer.h"

namespace harrier::app {

/// What follows the journal and the queries of all workspaces while a server runs: their log tables, and what
/// pages are told.
class JournalServices {
 public:
  /// Where the log rows of a workspace go (its guid; the tenant's are the first one's), null: nowhere; and
  /// the path before the names of its objects.
  struct Places {
    std::function<engine::Storage*(std::string_view workspace)> storage_of;
    std::function<std::string(std::string_view workspace)> provider_of;
  };

  /// All must outlive it.
  JournalServices(DataDirectory& directory, Metadata& metadata, Log& log, const Places& places)
      : query_log_(
            {.clock = &directory.clock, .ids = &metadata.ids, .log = &log, .storage_of = places.storage_of}),
        outbox_({.store = metadata.store.get(),
                 .clock = &directory.clock,
                 .log = &log,
                 .storage_of = places.storage_of,
                 .provider_of = places.provider_of}),
        journal_(*metadata.store, log) {}

  query::QueryLog& query_log() { return query_log_; }
  hunting::JournalFeed& journal() { return journal_; }

  /// Begins to replay the journal.
  void Start() {
    outbox_.Start();
    journal_.Start();
  }

 private:
  hunting::QueryLogWriter query_log_;
  hunting::Outbox outbox_;
  hunting::JournalFeed journal_;
};

}  // namespace harrier::app
