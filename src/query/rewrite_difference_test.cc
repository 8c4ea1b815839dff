#include <cstdlib>

#include <gtest/gtest.h>

#include "base/random.h"
#include "base/time_text.h"
#include "engine/duckdb/database.h"
#include "kql/binder/binder.h"
#include "plan/rewrites/rewrite.h"

// Random queries give the same rows with all rewrites, with each one left out, and with none.
namespace harrier::query {
namespace {

/// Makes queries over the tables A and B whose rows do not depend on an order.
class QuerySource {
 public:
  explicit QuerySource(uint64_t seed) : random_(seed) {}

  std::string Query() {
    std::string text;
    columns_ = {"k", "n", "r", "t"};
    if (random_.Chance(0.3)) {
      text = "let S = " + Table() + Filters() + ";\nS";
      if (random_.Chance(0.7)) text += " | union S";
    } else {
      text = Table();
    }
    const uint64_t steps = random_.Between(1, 5);
    for (uint64_t i = 0; i < steps; ++i) text += "\n| " + Step();
    return text;
  }

 private:
  std::string Table() { return random_.Chance(0.5) ? "A" : "B"; }

  std::string Filters() { return random_.Chance(0.6) ? " | where " + Condition() : ""; }

  bool Has(std::string_view name) const {
    return std::find(columns_.begin(), columns_.end(), name) != columns_.end();
  }

  std::string Comparison() {
    const std::string& column = random_.Pick(columns_);
    static constexpr std::string_view kOps[] = {"==", "!=", "<", ">="};
    if (column == "k")
      return fmt::format("k {} \"{}\"", random_.Chance(0.5) ? "==" : "has", random_.Chance(0.5) ? "a" : "b");
    if (column == "t")
      return fmt::format("t {} datetime(2026-01-0{})", random_.Pick(kOps), random_.Between(1, 4));
    if (column == "T") return random_.Chance(0.5) ? "T == \"A\"" : "T != \"A\"";
    return fmt::format("{} {} {}", column, random_.Pick(kOps), random_.Between(0, 4));
  }

  std::string Condition() {
    std::string text = Comparison();
    while (random_.Chance(0.4)) {
      text = fmt::format("({}) {} ({})", text, random_.Chance(0.7) ? "and" : "or",
                         random_.Chance(0.3) ? "not(" + Comparison() + ")" : Comparison());
    }
    if (Has("k") && random_.Chance(0.15)) text += " and k in (B | where n > 1 | project k)";
    if (random_.Chance(0.1)) text += random_.Chance(0.5) ? " and 1 == 1" : " or 1 > 2";
    return text;
  }

  std::string Step() {
    switch (random_.Below(10)) {
      case 0:
      case 1:
      case 2:
        return "where " + Condition();
      case 3: {
        const std::string name = fmt::format("e{}", extends_++);
        const std::string from = Has("n") ? "n" : "strlen(tostring(" + random_.Pick(columns_) + "))";
        columns_.push_back(name);
        return fmt::format("extend {} = {} + {}", name, from, random_.Between(0, 3));
      }
      case 4: {
        const size_t keep = 1 + random_.Below(columns_.size());
        while (columns_.size() > keep)
          columns_.erase(columns_.begin() + static_cast<long>(random_.Below(columns_.size())));
        return "project " + fmt::format("{}", fmt::join(columns_, ", "));
      }
      case 5: {
        const std::string key = random_.Pick(columns_);
        const bool number = Has("n") && key != "n";
        columns_ = {key, "c", "m"};
        return fmt::format("summarize c = count(), m = {} by {}", number ? "sum(n)" : "countif(true)", key);
      }
      case 6: {
        if (!Has("k")) return "where " + Condition();
        static constexpr std::string_view kKinds[] = {"inner",     "leftouter", "rightouter",
                                                      "fullouter", "leftsemi",  "leftanti"};
        const std::string_view kind = random_.Pick(kKinds);
        if (kind != "leftsemi" && kind != "leftanti" && !Has("j")) columns_.push_back("j");
        return fmt::format("join kind={} (B | project k, j = n{}) on k", kind,
                           random_.Chance(0.5) ? " | where j > 0" : "");
      }
      case 7: {
        const bool source = !Has("T") && random_.Chance(0.5);
        columns_ = {"k", "n", "r", "t"};
        const std::string filters = Filters();
        columns_ = {"k", "n"};
        if (source) columns_.insert(columns_.begin(), "T");
        std::string text = "union kind=outer ";
        if (source) text += "withsource=T ";
        return text + "(A" + filters + ") | project " + fmt::format("{}", fmt::join(Restored(source), ", "));
      }
      case 8:
        return "distinct " + fmt::format("{}", fmt::join(columns_, ", "));
      default: {
        const std::string name = fmt::format("x{}", extends_++);
        columns_.push_back(name);
        return fmt::format("mv-expand {} = range(1, {}) to typeof(long)", name, random_.Between(1, 3));
      }
    }
  }

  /// A union brings the columns of A back, under names that may have become others in between.
  std::vector<std::string> Restored(bool source) const {
    std::vector<std::string> out;
    if (source) out.emplace_back("T");
    out.emplace_back("k = tostring(column_ifexists(\"k\", \"\"))");
    out.emplace_back("n = tolong(column_ifexists(\"n\", long(null)))");
    return out;
  }

  Random random_;
  std::vector<std::string> columns_;
  int extends_ = 0;
};

class RewriteDifference : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = engine::duckdb::Database::Open({.directory = "", .threads = 2, .clock = &clock_});
    ASSERT_TRUE(opened) << opened.error().message;
    database_ = std::move(*opened);
    Fill("A", 1);
    Fill("B", 2);
  }

  void Fill(const std::string& name, uint64_t seed) {
    catalog::Table table;
    table.name = name;
    table.columns = {{"k", Type::kString}, {"n", Type::kLong}, {"r", Type::kReal}, {"t", Type::kDatetime}};
    table.custom = true;
    ASSERT_TRUE(database_->storage().CreateTable(table));
    Random random(seed);
    runtime::ColumnBuilder k(Type::kString), n(Type::kLong), r(Type::kReal), t(Type::kDatetime);
    for (int i = 0; i < 25; ++i) {
      static constexpr std::string_view kTexts[] = {"a", "b", "a b", "", "c"};
      k.AppendText(random.Pick(kTexts));
      random.Chance(0.2) ? n.AppendNull() : n.AppendLong(random.Between(0, 4));
      random.Chance(0.2) ? r.AppendNull() : r.AppendReal(static_cast<double>(random.Between(0, 4)) / 2);
      random.Chance(0.2) ? t.AppendNull()
                         : t.AppendLong(clock_.Now() + random.Between(0, 4) * 864'000'000'000);
    }
    runtime::Batch batch;
    batch.table = name;
    batch.columns.emplace_back("k", std::move(k));
    batch.columns.emplace_back("n", std::move(n));
    batch.columns.emplace_back("r", std::move(r));
    batch.columns.emplace_back("t", std::move(t));
    ASSERT_TRUE(database_->storage().Append(batch, name, clock_.Now()));
  }

  std::string Rows(const plan::NodePtr& root) {
    auto stream = database_->engine().Run(*root, {});
    if (!stream) return "error: " + stream.error().message;
    std::vector<std::string> rows;
    while (true) {
      const auto chunk = (*stream)->Next();
      if (!chunk) return "error: " + chunk.error().message;
      if (!*chunk) break;
      for (size_t row = 0; row < (*chunk)->rows; ++row) {
        std::string& text = rows.emplace_back();
        for (const auto& column : (*chunk)->columns) text += Text(runtime::ValueAt(column, row)) + "|";
      }
    }
    std::sort(rows.begin(), rows.end());
    return fmt::format("{}", fmt::join(rows, "\n"));
  }

  static std::string Text(const Value& v) {
    if (v.is_null()) return "null";
    if (v.type() == Type::kString || v.type() == Type::kDynamic) return v.text();
    if (v.type() == Type::kReal) return fmt::format("{}", v.real());
    if (v.type() == Type::kBool) return v.boolean() ? "true" : "false";
    return fmt::format("{}", v.integer());
  }

  FixedClock clock_{*ParseDatetime("2026-01-01")};
  std::unique_ptr<engine::duckdb::Database> database_;
};

TEST_F(RewriteDifference, RandomQueriesGiveTheSameRows) {
  const char* asked = std::getenv("HARRIER_RANDOM_QUERIES");
  const int64_t queries = asked != nullptr ? std::atoll(asked) : 300;
  const std::span<const plan::RewriteRule> all = plan::Rewrites();
  int with_rows = 0;
  for (int64_t i = 0; i < queries; ++i) {
    const std::string text = QuerySource(static_cast<uint64_t>(i)).Query();
    kql::BindOptions options;
    options.catalog = database_->storage().catalog();
    options.now = clock_.Now();
    const auto plan = kql::Compile(text, options);
    ASSERT_TRUE(plan) << text << "\n" << plan.error().message;
    const plan::NodePtr root = plan->results.back().root;
    const std::string wanted = Rows(plan::Rewrite(root, {}));
    ASSERT_FALSE(wanted.starts_with("error")) << text << "\n" << wanted;
    with_rows += wanted.empty() ? 0 : 1;
    ASSERT_EQ(Rows(plan::Rewrite(root)), wanted) << text;
    for (size_t left_out = 0; left_out < all.size(); ++left_out) {
      std::vector<plan::RewriteRule> rules(all.begin(), all.end());
      rules.erase(rules.begin() + static_cast<std::ptrdiff_t>(left_out));
      ASSERT_EQ(Rows(plan::Rewrite(root, rules)), wanted) << text << "\nwithout " << all[left_out].name;
    }
  }
  // Queries that find nothing prove little.
  EXPECT_GT(with_rows, queries / 3);
}

}  // namespace
}  // namespace harrier::query
