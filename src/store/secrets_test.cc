#include <gmock/gmock.h>

#include "store/store_testing.h"

namespace harrier::store {
namespace {

class SecretsTest : public StoreTest {};
INSTANTIATE_TEST_SUITE_P(Databases, SecretsTest, AllDatabases(), DatabaseName);

TEST_P(SecretsTest, CredentialsAreKeptApartFromObjects) {
  Credentials& credentials = store().credentials();
  ASSERT_TRUE(credentials.Put({"ann", "c1", "password", "hash-1", 10, std::nullopt}));
  ASSERT_TRUE(credentials.Put({"ann", "c0", "client-secret", "hash-2", 20, 99}));
  ASSERT_TRUE(credentials.Put({"bob", "c2", "password", "hash-3", 5, std::nullopt}));
  ASSERT_TRUE(credentials.Put({"ann", "c1", "password", "hash-4", 10, std::nullopt}));
  const auto all = credentials.List("ann");
  ASSERT_TRUE(all.has_value());
  ASSERT_EQ(all->size(), 2U);
  EXPECT_EQ((*all)[0].hash, "hash-4");
  EXPECT_EQ((*all)[0].expires, std::nullopt);
  EXPECT_EQ((*all)[1].id, "c0");
  EXPECT_EQ((*all)[1].expires, 99);
  EXPECT_EQ(credentials.List("ann", "client-secret")->size(), 1U);
  EXPECT_EQ(credentials.Delete("c0").value(), true);
  EXPECT_EQ(credentials.Delete("c0").value(), false);
  EXPECT_EQ(credentials.DeleteOf("ann").value(), 1);
  EXPECT_EQ(credentials.List("ann")->size(), 0U);
  EXPECT_EQ(credentials.List("bob")->size(), 1U);
  EXPECT_EQ(store().Changes(0, 10)->size(), 0U);
}

TEST_P(SecretsTest, SessionsLiveUntilTheyExpire) {
  Sessions& sessions = store().sessions();
  ASSERT_TRUE(sessions.Add({"t1", "ann", "x1", 1, 100, 1}));
  ASSERT_TRUE(sessions.Add({"t2", "ann", "x2", 2, 200, 2}));
  ASSERT_TRUE(sessions.Add({"t3", "bob", "x3", 3, 300, 3}));
  EXPECT_EQ(sessions.Add({"t1", "bob", "x", 1, 1, 1}).error().code, ErrorCode::kConflict);
  EXPECT_EQ(sessions.Touch("t1", 50, 150).value(), true);
  EXPECT_EQ(sessions.Touch("none", 50, 150).value(), false);
  const auto found = sessions.Find("t1");
  ASSERT_TRUE(found.has_value() && found->has_value());
  EXPECT_EQ((*found)->principal, "ann");
  EXPECT_EQ((*found)->csrf_hash, "x1");
  EXPECT_EQ((*found)->created, 1);
  EXPECT_EQ((*found)->expires, 150);
  EXPECT_EQ((*found)->last_seen, 50);
  EXPECT_EQ(sessions.DeleteExpired(150).value(), 1);
  EXPECT_FALSE(sessions.Find("t1")->has_value());
  EXPECT_EQ(sessions.Delete("t2").value(), true);
  EXPECT_EQ(sessions.DeleteOf("bob").value(), 1);
  EXPECT_EQ(sessions.DeleteOf("bob").value(), 0);
}

}  // namespace
}  // namespace harrier::store
