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

/// Items that are on their way into a list; nobody sees them before the list's own row says that all are
/// there.
struct ContentUpload {
  std::string id;
  int64_t items = 0;
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

Status AppendItems(const Context& context, std::string_view alias, const OpenContent& open,
                   hunting::Watchlist& watchlist, ContentUpload& upload) {
  TRY_OK(ReadContent(watchlist, open, [](const json::object&) { return Ok(); }));
  std::unordered_set<uint64_t> present;
  if (watchlist.items_count > 0) {
    TRY_OK(ReadItems(context.workspace, nullptr, alias, "", 0, [&](const hunting::WatchlistItem& item) {
      present.insert(StableHash(json::serialize(item.values)));
      return true;
    }));
  }

  upload.id = NewGuid();
  const int64_t now = std::max(context.endpoint.clock->Now(), watchlist.items_time + 1);
  const auto fresh = [&] {
    auto rows = std::make_unique<hunting::WatchlistRows>(context.workspace.id, context.endpoint.tenant, alias,
                                                         watchlist);
    rows->SetUpload(upload.id);
    return rows;
  };
  auto rows = fresh();
  hunting::WatchlistItem item;
  item.created = item.updated = now;
  item.created_by = item.updated_by = context.actor();
  const auto append = [&]() -> Status {
    if (rows->batch().rows() == 0) return Ok();
    TRY_OK(context.workspace.storage->Append(rows->batch(), NewGuid(), now));
    rows = fresh();
    return Ok();
  };
  TRY_OK(ReadContent(watchlist, open, [&](json::object values) -> Status {
    if (!present.insert(StableHash(json::serialize(values))).second) return Ok();
    item.id = NewGuid();
    item.values = std::move(values);
    rows->AddItem(hunting::WatchlistChange::kCreate, item);
    ++upload.items;
    return rows->batch().rows() < kPart ? Ok() : append();
  }));
  return append();
}

Status CompleteUpload(const Context& context, std::string_view alias, bool is_new,
                      hunting::Watchlist& watchlist, const ContentUpload& upload) {
  watchlist.items_count += upload.items;
  watchlist.items_time = std::max(context.endpoint.clock->Now(), watchlist.items_time + 1);
  if (upload.items > 0) watchlist.content_time = watchlist.items_time;
  hunting::WatchlistRows rows(context.workspace.id, context.endpoint.tenant, alias, watchlist);
  rows.SetUpload(upload.id);
  using hunting::WatchlistChange;
  rows.AddList(is_new ? WatchlistChange::kCreate : WatchlistChange::kUpdate, context.actor(),
               watchlist.items_time);
  TRY_OK(context.workspace.storage->Append(rows.batch(), NewGuid(), watchlist.items_time));
  return Ok();
}

}  // namespace

Status AppendContent(const Context& context, std::string_view alias, bool is_new,
                     hunting::Watchlist& watchlist, const OpenContent& open) {
  ContentUpload upload;
  TRY_OK(AppendItems(context, alias, open, watchlist, upload));
  return CompleteUpload(context, alias, is_new, watchlist, upload);
}

namespace {

/// Whether what was read for a list at the beginning of an upload still holds for it at the end.
Status CheckUnchanged(const hunting::Watchlist& before, const hunting::Watchlist& now) {
  if (before.watchlist_id == now.watchlist_id && before.content_time == now.content_time &&
      SameText(before.items_search_key, now.items_search_key) && before.has_ranges() == now.has_ranges() &&
      (before.columns.empty() || before.columns == now.columns))
    return Ok();
  return Fail(ErrorCode::kConflict,
              "the watchlist was changed while its content came in: send the content again");
}

Result<json::object> AddItems(const Context& context) {
  const OpenContent open = [&]() -> Result<std::unique_ptr<ingest::ByteSource>> {
    TRY(auto file, ingest::FileSource::Open(context.request.body_file));
    return std::unique_ptr<ingest::ByteSource>(std::move(file));
  };
  TRY(const StoredWatchlist begun, context.endpoint.store->Read([&](store::Transaction& transaction) {
    return FindWatchlist(transaction, context.workspace, context.Part(0));
  }));
  hunting::Watchlist filled = begun.watchlist;
  ContentUpload upload;
  TRY_OK(AppendItems(context, begun.object.key.name, open, filled, upload));
  json::object envelope;
  TRY_OK(context.endpoint.store->Change(
      context.actor(),
      [&](store::Transaction& transaction) -> Status {
        TRY(StoredWatchlist stored, FindWatchlist(transaction, context.workspace, context.Part(0)));
        TRY_OK(CheckUnchanged(begun.watchlist, stored.watchlist));
        stored.watchlist.columns = filled.columns;
        TRY_OK(CompleteUpload(context, stored.object.key.name, false, stored.watchlist, upload));
        TRY(const auto after,
            transaction.Put(stored.object.key, json::serialize(hunting::ToJson(stored.watchlist))));
        envelope = {{"watchlistAlias", hunting::Text(after.key.name)},
                    {"itemsCount", stored.watchlist.items_count},
                    {"etag", hunting::Text(QuotedEtag(after.etag))}};
        return Ok();
      },
      "watchlist content"));
  return envelope;
}

}  // namespace

Response AddContent(const Context& context) {
  if (!context.request.Header("Content-Encoding").empty())
    return ErrorResponse(415, "UnsupportedMediaType",
                         "A watchlist's content must come as it is, not packed.");
  const auto answer = AddItems(context);
  return answer ? JsonAnswer(200, *answer) : ErrorAnswer(answer.error());
}

}  // namespace harrier::api::arm
