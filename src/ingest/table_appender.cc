#include "ingest/table_appender.h"

#include <algorithm>

namespace harrier::ingest {
namespace {

constexpr size_t kBatchRows = 10'000;
constexpr size_t kBatchBytes = 32 * 1024 * 1024;

bool IsPlainName(std::string_view name) {
  constexpr size_t kLongest = 200;
  const bool digit_first = !name.empty() && name[0] >= '0' && name[0] <= '9';
  return !name.empty() && name.size() <= kLongest && !digit_first &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
         });
}

}  // namespace

tl::unexpected<Error> NoSuchTable(const catalog::Catalog& names, std::string_view table,
                                  std::string_view otherwise) {
  std::string hint;
  for (const std::string& name : names.Similar(table))
    hint += (hint.empty() ? ": did you mean " : ", ") + name;
  return Fail(ErrorCode::kNotFound, "there is no table named '{}'{}{}", table, hint,
              hint.empty() ? otherwise : "?");
}

Result<std::unique_ptr<TableAppender>> TableAppender::Open(engine::Storage& storage, const Clock& clock,
                                                           const std::string& table,
                                                           const TablePolicy& policy,
                                                           std::string batch_prefix) {
  const catalog::CatalogPtr catalog = storage.catalog();
  catalog::TablePtr known = catalog->FindTable(table);
  const bool makes = known == nullptr;
  if (makes && !policy.make) return NoSuchTable(*catalog, table);
  if (makes && !table.ends_with("_CL")) {
    return Fail(ErrorCode::kInvalid, "the name of a new table must end in _CL, which '{}' does not", table);
  }
  if (makes && !IsPlainName(table)) {
    return Fail(ErrorCode::kInvalid,
                "the name of a new table must be of letters, digits and '_', which '{}' is not", table);
  }
  const bool grow = policy.grow || (policy.make && (makes || known->custom));
  if (makes) {
    // Only what every table has; its own columns come with the first batch.
    auto made = std::make_shared<catalog::Table>();
    made->name = table;
    made->columns = catalog::StandardColumns();
    known = std::move(made);
  }
  return std::unique_ptr<TableAppender>(
      new TableAppender(storage, clock, table, std::move(batch_prefix), makes,
                        TableWriter(std::move(known), grow, policy.most_columns)));
}

Status TableAppender::Add(const Row& row) {
  writer_.Add(row);
  const bool full =
      writer_.rows() >= kBatchRows || (writer_.rows() % 64 == 0 && writer_.bytes() >= kBatchBytes);
  return full ? Flush() : Ok();
}

Result<catalog::TablePtr> TableAppender::Prepare() {
  // Somebody else may make the same columns at the same time, with types that their rows suggest.
  constexpr int kMostTries = 10;
  for (int tries = 0;; ++tries) {
    catalog::TablePtr known = storage_.catalog()->FindTable(table_);
    if (known == nullptr && !makes_)
      return Fail(ErrorCode::kConflict, "table '{}' was dropped meanwhile", table_);
    catalog::Table table;
    table.name = table_;
    table.folder = "Custom";
    for (catalog::TableColumn& column : writer_.NewColumns()) {
      if (known == nullptr || known->Find(column.name) == nullptr) table.columns.push_back(std::move(column));
    }
    if (known == nullptr) {
      table.custom = true;
      for (const catalog::TableColumn& column : catalog::StandardColumns()) table.columns.push_back(column);
    } else if (table.columns.empty()) {
      makes_ = false;
      return known;
    }
    const Status made = storage_.CreateTable(table);
    if (!made && (made.error().code != ErrorCode::kConflict || tries == kMostTries))
      return tl::unexpected(made.error());
  }
}

Status TableAppender::Flush() {
  if (writer_.rows() == 0) return Ok();
  TRY(catalog::TablePtr table, Prepare());
  const runtime::Batch batch = writer_.Take(std::move(table));
  const std::string id =
      batch_prefix_.empty() ? "" : fmt::format("{}:{}:{}", batch_prefix_, table_, batches_++);
  TRY(const bool appended, storage_.Append(batch, id, clock_.Now()));
  (appended ? rows_ : duplicates_) += batch.rows();
  return Ok();
}

}  // namespace harrier::ingest
