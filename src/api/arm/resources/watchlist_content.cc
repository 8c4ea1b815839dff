#include "api/arm/resources/watchlist_content.h"

#include <cstring>
#include <unordered_set>

#include <boost/json/serialize.hpp>

#include "api/arm/resources/watchlist_items.h"
#include "api/arm/wire.h"
#include "base/random.h"
#include "hunting/watchlists/watchlist_rows.h"
#include "ingest/formats/format.h"

namespace harrier::api::arm {
namespace {

/// Rows of one append: some tens of megabytes.
constexpr size_t kPart = 50'000;

/// Takes the rows of a content as items; one that cannot be one ends the reading.
class ItemSink final : public ingest::RecordSink {
 public:
  ItemSink(hunting::Watchlist& watchlist, std::function<Status(json::object)> take)
      : watchlist_(watchlist), take_(std::move(take)) {}

  Status Accept(const ingest::Record& record) override {
    json::object given;
    for (const ingest::Field& field : record.fields)
      given.insert_or_assign(hunting::Text(field.name), hunting::Text(field.text));
    // A row may lack its last cells; every item has every column.
    for (const std::string& column : watchlist_.columns)
      if (!given.contains(column)) given.insert_or_assign(hunting::Text(column), "");
    Result<json::object> values = hunting::AcceptItemValues(watchlist_, given);
    if (!values) return Reject(record.line, values.error().message, record.raw);
    if (watchlist_.columns.empty()) {
      for (const auto& [name, value] : *values)
        watchlist_.columns.emplace_back(std::string_view(name.data(), name.size()));
    }
    return take_(*std::move(values));
  }

  Status Reject(uint64_t line, std::string_view reason, std::string_view) override {
    return Fail(ErrorCode::kInvalid, "the watchlist's content, line {}: {}", line, reason);
  }

 private:
  hunting::Watchlist& watchlist_;
  std::function<Status(json::object)> take_;
};

/// Drops the lines before the head.
class SkippingSource final : public ingest::ByteSource {
 public:
  SkippingSource(ingest::ByteSource& inner, int64_t lines) : inner_(inner), lines_(lines) {}

  Result<size_t> Read(char* out, size_t size) override {
    while (true) {
      TRY(const size_t read, inner_.Read(out, size));
      size_t begin = 0;
      while (lines_ > 0 && begin < read) {
        if (out[begin++] == '\n') --lines_;
      }
      if (read == 0 || begin == 0) return read;
      std::memmove(out, out + begin, read - begin);
      if (read > begin) return read - begin;
    }
  }

 private:
  ingest::ByteSource& inner_;
  int64_t lines_;
};

Status ReadContent(hunting::Watchlist& watchlist, const OpenContent& open,
                   std::function<Status(json::object)> take) {
  TRY(const auto source, open());
  ingest::PeekSource peek(*source);
  ingest::TextSource text(peek);
  SkippingSource rest(text, watchlist.number_of_lines_to_skip.value_or(0));
  ItemSink sink(watchlist, std::move(take));
  return ingest::ReadCsv(rest, SameText(watchlist.content_type, "text/tsv") ? '\t' : ',', sink);
}

}  // namespace

Status AppendContent(const Context& context, std::string_view alias, bool is_new,
                     hunting::Watchlist& watchlist, const OpenContent& open) {
  TRY_OK(ReadContent(watchlist, open, [](const json::object&) { return Ok(); }));
  std::unordered_set<uint64_t> present;
  if (watchlist.items_count > 0) {
    TRY_OK(ReadItems(context.workspace, nullptr, alias, "", 0, [&](const hunting::WatchlistItem& item) {
      present.insert(StableHash(json::serialize(item.values)));
      return true;
    }));
  }

  const store::Actor actor = context.actor();
  const int64_t now = std::max(context.endpoint.clock->Now(), watchlist.items_time + 1);
  watchlist.items_time = now;
  engine::Storage& storage = *context.workspace.storage;
  const auto fresh = [&] {
    return std::make_unique<hunting::WatchlistRows>(context.workspace.id, context.endpoint.tenant, alias,
                                                    watchlist);
  };
  auto rows = fresh();
  using hunting::WatchlistChange;
  rows->AddList(is_new ? WatchlistChange::kCreate : WatchlistChange::kUpdate, actor, now);
  hunting::WatchlistItem item;
  item.created = item.updated = now;
  item.created_by = item.updated_by = actor;
  const auto append = [&]() -> Status {
    TRY_OK(storage.Append(rows->batch(), NewGuid(), now));
    rows = fresh();
    return Ok();
  };
  const Status done = ReadContent(watchlist, open, [&](json::object values) -> Status {
    if (!present.insert(StableHash(json::serialize(values))).second) return Ok();
    item.id = NewGuid();
    item.values = std::move(values);
    rows->AddItem(WatchlistChange::kCreate, item);
    ++watchlist.items_count;
    return rows->batch().rows() < kPart ? Ok() : append();
  });
  if (done && rows->batch().rows() > 0) return append();
  return done;
}

Response AddContent(const Context& context) {
  const Request& request = context.request;
  if (!request.Header("Content-Encoding").empty())
    return ErrorResponse(415, "UnsupportedMediaType",
                         "A watchlist's content must come as it is, not packed.");
  json::object envelope;
  const Status changed = context.endpoint.store->Change(
      context.actor(),
      [&](store::Transaction& transaction) -> Status {
        TRY(StoredWatchlist stored, FindWatchlist(transaction, context.workspace, context.Part(0)));
        const OpenContent open = [&]() -> Result<std::unique_ptr<ingest::ByteSource>> {
          TRY(auto file, ingest::FileSource::Open(request.body_file));
          return std::unique_ptr<ingest::ByteSource>(std::move(file));
        };
        TRY_OK(AppendContent(context, stored.object.key.name, false, stored.watchlist, open));
        TRY(const auto after,
            transaction.Put(stored.object.key, json::serialize(hunting::ToJson(stored.watchlist))));
        envelope = {{"watchlistAlias", hunting::Text(after.key.name)},
                    {"itemsCount", stored.watchlist.items_count},
                    {"etag", hunting::Text(QuotedEtag(after.etag))}};
        return Ok();
      },
      "watchlist content");
  return changed ? JsonAnswer(200, envelope) : ErrorAnswer(changed.error());
}

}  // namespace harrier::api::arm
