#include "hunting/watchlists/watchlist.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "hunting/watchlists/watchlist_rows.h"
#include "query/service_testing.h"

namespace harrier::hunting {
namespace {

constexpr const char* kBody =
    R"({"displayName":"VIPs","provider":"Microsoft","itemsSearchKey":"User","itemsCount":7,"watchlistId":"x"})";

Watchlist Made() {
  return *AcceptWatchlist("vips", json::parse(kBody).as_object());
}

TEST(Watchlist, TakesWhatIsTheClients) {
  const Watchlist watchlist = Made();
  EXPECT_EQ(watchlist.content_type, "text/csv");
  EXPECT_EQ(watchlist.items_count, 0);
  EXPECT_EQ(watchlist.watchlist_id, "");
}

TEST(Watchlist, RefusesBadAliasesAndContents) {
  const auto accepts = [](std::string_view alias, const char* body = kBody) {
    return AcceptWatchlist(alias, json::parse(body).as_object()).has_value();
  };
  for (const char* alias : {"abc", "a-b", "A_9", "wl0123"}) EXPECT_TRUE(accepts(alias)) << alias;
  for (const char* alias : {"ab", "-ab", "ab-", "a b", "a'b", ""}) EXPECT_FALSE(accepts(alias)) << alias;
  EXPECT_FALSE(accepts(std::string(65, 'a')));
  EXPECT_FALSE(accepts("abc", R"({"displayName":"V","provider":"p"})"));
  EXPECT_FALSE(
      accepts("abc", R"({"displayName":"V","provider":"p","itemsSearchKey":"k","contentType":"text/html"})"));
  EXPECT_FALSE(
      accepts("abc", R"({"displayName":"V","provider":"p","itemsSearchKey":"k","numberOfLinesToSkip":-1})"));
}

TEST(Watchlist, ItemsHaveTheSearchKeyAndAreFlat) {
  const auto read = [](const char* text) { return AcceptItemValues(Made(), json::parse(text)); };
  EXPECT_EQ(json::serialize(*read(R"({"user":"ann","n":5,"list":[1],"none":null})")),
            R"({"user":"ann","n":"5","list":"[1]","none":null})");
  EXPECT_FALSE(read(R"({"Team":"red"})"));
  EXPECT_FALSE(read(R"(["ann"])"));
  const json::object large{{"User", json::string(std::string(11'000, 'x'))}};
  EXPECT_FALSE(AcceptItemValues(Made(), large));
}

TEST(Watchlist, RangesAreSpelledInOneWay) {
  Watchlist watchlist = Made();
  watchlist.items_search_key_type = "cidr";
  const auto read = [&](const char* range) -> std::string {
    const auto values = AcceptItemValues(watchlist, json::object{{"user", Text(range)}});
    return values ? std::string(TextMember(*values, "user")) : "";
  };
  EXPECT_EQ(read("10.1.2.3/8"), "10.0.0.0/8");
  EXPECT_EQ(read(" 198.51.100.7 "), "198.51.100.7");
  EXPECT_EQ(read("0.0.0.0/0"), "0.0.0.0/0");
  EXPECT_EQ(read("2001:DB8:0:1::5/48"), "2001:db8::/48");
  EXPECT_EQ(read("2001:db8::1"), "2001:db8::1");
  for (const char* bad : {"", "10.0.0.0/33", "10.0.0", "2001:db8::/129", "host", "10.0.0.0/x"})
    EXPECT_EQ(read(bad), "") << bad;
  EXPECT_FALSE(AcceptWatchlist(
      "vips",
      json::parse(R"({"displayName":"V","provider":"p","itemsSearchKey":"k","itemsSearchKeyType":"number"})")
          .as_object()));
}

class WatchlistTable : public query::ServiceTest {
 protected:
  void Append(const WatchlistRows& rows) {
    ASSERT_TRUE(
        database_->storage().Append(rows.batch(), fmt::format("w{}", ++batch_), clock_.Now()).value());
  }
  void Item(WatchlistChange change, std::string id, std::string user, int64_t time) {
    WatchlistItem item;
    item.id = std::move(id);
    item.values = json::object{{"User", Text(user)}};
    item.created = 1;
    item.updated = time;
    WatchlistRows rows("w", "t", "vips", watchlist_);
    rows.AddItem(change, item);
    Append(rows);
  }
  void List(WatchlistChange change, int64_t time) {
    WatchlistRows rows("w", "t", "vips", watchlist_);
    rows.AddList(change, {}, time);
    Append(rows);
  }
  std::string Users() {
    const std::string all =
        Ask(LivingItems("vips") +
            " | extend User = tostring(WatchlistItem.User) | summarize l = make_list(User) | "
            "project strcat_array(array_sort_asc(l), ',')")
            .first;
    EXPECT_EQ(Ask("_GetWatchlist('vips') | summarize l = make_list(SearchKey) | project "
                  "strcat_array(array_sort_asc(l), ',')")
                  .first,
              all);
    return all;
  }

  Watchlist watchlist_ = Made();
  int batch_ = 0;
};

TEST_F(WatchlistTable, AnUploadCountsOnceItIsComplete) {
  List(WatchlistChange::kCreate, 10);
  Item(WatchlistChange::kCreate, "i1", "ann", 10);
  const auto upload = [&](bool item, int64_t time) {
    WatchlistRows rows("w", "t", "vips", watchlist_);
    rows.SetUpload("u1");
    WatchlistItem one;
    one.id = "i2";
    one.values = json::object{{"User", "bob"}};
    one.updated = time;
    if (item) {
      rows.AddItem(WatchlistChange::kCreate, one);
    } else {
      rows.AddList(WatchlistChange::kUpdate, {}, time);
    }
    Append(rows);
  };
  upload(true, 11);
  EXPECT_EQ(Users(), "ann");
  upload(false, 12);
  EXPECT_EQ(Users(), "ann,bob");
  EXPECT_EQ(Ask(LivingItems("vips", {}, 11)).rows, 1U);
  EXPECT_EQ(Ask("_GetWatchlistAlias").rows, 1U);
}

TEST_F(WatchlistTable, NewestVersionsCount) {
  List(WatchlistChange::kCreate, 10);
  Item(WatchlistChange::kCreate, "i1", "ann", 10);
  Item(WatchlistChange::kCreate, "i2", "bob", 10);
  EXPECT_EQ(Users(), "ann,bob");
  Item(WatchlistChange::kUpdate, "i2", "bo'b\\", 11);
  EXPECT_EQ(Users(), "ann,bo'b\\");
  Item(WatchlistChange::kDelete, "i1", "ann", 12);
  EXPECT_EQ(Users(), "bo'b\\");
  List(WatchlistChange::kDelete, 20);
  EXPECT_EQ(Users(), "");
  List(WatchlistChange::kCreate, 30);
  Item(WatchlistChange::kCreate, "i3", "cyd", 30);
  EXPECT_EQ(Users(), "cyd");
  EXPECT_EQ(Ask(LivingItems("vips", {}, 11)).rows, 2U);
  EXPECT_EQ(Ask(LivingItems("vips", {}, 19)).rows, 1U);
  EXPECT_EQ(Ask(LivingItems("vips", {}, 20)).rows, 0U);
  EXPECT_EQ(Ask(LivingItems("vips", "I3")).rows, 1U);
  EXPECT_EQ(Ask(LivingItems("vips", "i1")).rows, 0U);
  EXPECT_EQ(Ask(LivingItems("o'ther")).rows, 0U);
  EXPECT_EQ(Ask("_GetWatchlistAlias").first, "vips");
}

}  // namespace
}  // namespace harrier::hunting
