#include "api/answer/running.h"

namespace harrier::api {

RunningQueries::Entry::~Entry() {
  const std::lock_guard lock(owner_->mutex_);
  owner_->entries_.remove(this);
}

std::unique_ptr<RunningQueries::Entry> RunningQueries::Begin(RunningQuery query,
                                                             const std::stop_token& also) {
  std::unique_ptr<Entry> entry(new Entry(this, std::move(query), also));
  const std::lock_guard lock(mutex_);
  entries_.push_back(entry.get());
  return entry;
}

std::vector<RunningQuery> RunningQueries::List() const {
  const std::lock_guard lock(mutex_);
  std::vector<RunningQuery> queries;
  for (const Entry* entry : entries_) queries.push_back(entry->query_);
  return queries;
}

size_t RunningQueries::Cancel(std::string_view client_request_id, std::string_view principal) {
  // Callbacks of the tokens run outside the lock: they may end queries, which strike themselves off.
  std::vector<std::stop_source> found;
  {
    const std::lock_guard lock(mutex_);
    for (const Entry* entry : entries_) {
      const bool meant = entry->query_.client_request_id == client_request_id &&
                         (principal.empty() || entry->query_.principal == principal);
      if (meant) found.push_back(entry->stop_);
    }
  }
  for (std::stop_source& stop : found) stop.request_stop();
  return found.size();
}

}  // namespace harrier::api
