#include "access/directory.h"

#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>

#include "access/logins.h"
#include "access/secret.h"
#include "base/ticks.h"

namespace harrier::access {
namespace {

constexpr int64_t kStart = 638'000'000'000'000'000;
constexpr std::string_view kGood = "correct horse battery";

class DirectoryTest : public testing::Test {
 protected:
  DirectoryTest() {
    std::string pattern = testing::TempDir() + "/access-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
    store_ = store::Store::Open(store::Location::Sqlite(folder_ + "/metadata.db"), &clock_, &ids_).value();
    directory_.emplace(store_.get(), &clock_, &ids_, std::string(32, 'k'));
  }
  ~DirectoryTest() override { std::filesystem::remove_all(folder_); }

  Principal Add(std::string name) {
    Principal user;
    user.name = std::move(name);
    return directory_->AddUser(admin_, user, kGood).value();
  }
  bool May(const Principal& principal, std::string_view workspace, std::string_view action) {
    Caller caller;
    caller.grants = directory_->GrantsOf(principal.id).value();
    return caller.MayIn(workspace, action);
  }

  std::string folder_;
  FixedClock clock_{kStart};
  SystemIds ids_;
  std::unique_ptr<store::Store> store_;
  std::optional<Directory> directory_;
  store::Actor admin_{"admin", "admin", "", "127.0.0.1", "test"};
};

TEST_F(DirectoryTest, KnowsPeopleByNameAndPassword) {
  const Principal ann = Add("Ann@example.com");
  EXPECT_EQ(directory_->CheckPassword("ann@EXAMPLE.com", kGood, "a").value().principal.id, ann.id);
  EXPECT_EQ(directory_->CheckPassword("ann@example.com", "wrong", "a").error().code, ErrorCode::kForbidden);
  EXPECT_EQ(directory_->CheckPassword("bob", kGood, "a").error().code, ErrorCode::kForbidden);
  EXPECT_EQ(directory_->AddUser(admin_, {"", "ANN@example.com", "", "", {}}, kGood).error().code,
            ErrorCode::kConflict);
  EXPECT_EQ(directory_->AddUser(admin_, {"", "bob", "", "", {}}, "short").error().code, ErrorCode::kInvalid);
  ASSERT_TRUE(directory_->SetPassword(admin_, ann.id, "another good one"));
  EXPECT_FALSE(directory_->CheckPassword("ann@example.com", kGood, "a"));
  EXPECT_TRUE(directory_->CheckPassword("ann@example.com", "another good one", "a"));
  EXPECT_EQ(directory_->Find(ann.id).value()->display_name, "Ann@example.com");
}

TEST_F(DirectoryTest, SlowsDownWhoGuesses) {
  Add("ann");
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(directory_->CheckPassword("ann", "wrong", "a"));
  EXPECT_EQ(directory_->CheckPassword("ann", kGood, "a").error().code, ErrorCode::kBusy);
  // Neither from elsewhere nor other names.
  EXPECT_TRUE(directory_->CheckPassword("ann", kGood, "b"));
  EXPECT_EQ(directory_->CheckPassword("bob", kGood, "a").error().code, ErrorCode::kForbidden);
  clock_.Set(kStart + 2 * kTicksPerSecond);
  EXPECT_TRUE(directory_->CheckPassword("ann", kGood, "a"));
}

TEST(Throttle, WaitsLongerEachTime) {
  Throttle throttle(3);
  EXPECT_EQ(throttle.Wait("x", kStart), 0);
  for (int i = 0; i < 3; ++i) throttle.Failed("x", kStart);
  EXPECT_EQ(throttle.Wait("x", kStart), kTicksPerSecond);
  EXPECT_EQ(throttle.Wait("y", kStart), 0);
  throttle.Failed("x", kStart);
  EXPECT_EQ(throttle.Wait("x", kStart), 2 * kTicksPerSecond);
  for (int i = 0; i < 20; ++i) throttle.Failed("x", kStart);
  EXPECT_EQ(throttle.Wait("x", kStart), 256 * kTicksPerSecond);
  throttle.Failed("x", kStart + 2 * kTicksPerHour);  // long after, it begins anew
  EXPECT_EQ(throttle.Wait("x", kStart + 2 * kTicksPerHour), 0);
  throttle.Succeeded("x");
  EXPECT_EQ(throttle.Wait("x", kStart), 0);
}

TEST_F(DirectoryTest, KnowsProgramsBySecret) {
  const Principal one = directory_->AddService(admin_, "one").value();
  const Principal two = directory_->AddService(admin_, "two").value();
  const std::string secret = directory_->AddSecret(admin_, two.id).value().text;
  EXPECT_EQ(directory_->CheckSecret(two.name, secret, "a").value().principal.id, two.id);
  EXPECT_EQ(directory_->CheckSecret("", secret, "a").value().principal.id, two.id);
  EXPECT_FALSE(directory_->CheckSecret(one.name, secret, "a"));
  EXPECT_FALSE(directory_->CheckPassword(two.name, secret, "a"));
  EXPECT_TRUE(directory_->CheckSecret(two.name, directory_->AddSecret(admin_, two.id).value().text, "a"));
  EXPECT_TRUE(directory_->CheckSecret(two.name, secret, "a"));
}

TEST_F(DirectoryTest, GivesRolesInWorkspaces) {
  const Principal ann = Add("ann");
  EXPECT_FALSE(May(ann, "w1", "a/read"));
  ASSERT_TRUE(directory_->Assign(admin_, ann.id, "Reader", ""));
  ASSERT_TRUE(directory_->Assign(admin_, ann.id, "contributor", "w2"));
  ASSERT_TRUE(directory_->Assign(admin_, ann.id, "Contributor", "w2"));
  EXPECT_TRUE(May(ann, "w1", "a/read"));
  EXPECT_FALSE(May(ann, "w1", "Harrier/tables/write"));
  EXPECT_TRUE(May(ann, "w2", "Harrier/tables/write"));
  EXPECT_FALSE(directory_->Assign(admin_, ann.id, "No such role", ""));
  EXPECT_FALSE(directory_->Assign(admin_, "nobody", "Reader", ""));
  const auto given = directory_->Assignments(ann.id).value();
  ASSERT_EQ(given.size(), 2U);
  EXPECT_TRUE(directory_->Unassign(admin_, ann.id, given[1].id).value());
  EXPECT_FALSE(May(ann, "w2", "Harrier/tables/write"));
  EXPECT_TRUE(directory_->Remove(admin_, ann.id).value());
  EXPECT_TRUE(directory_->Assignments(std::nullopt).value().empty());
  EXPECT_FALSE(directory_->CheckPassword("ann", kGood, "a"));
}

TEST_F(DirectoryTest, KeepsCustomRoles) {
  const Principal ann = Add("ann");
  const Role made =
      directory_->PutRole(admin_, {"", "Sweeper", "sweeps", {"Sweep/*"}, {"Sweep/delete"}}).value();
  ASSERT_TRUE(directory_->Assign(admin_, ann.id, "sweeper", ""));
  EXPECT_TRUE(May(ann, "", "sweep/read"));
  EXPECT_FALSE(May(ann, "", "Sweep/delete"));
  EXPECT_EQ(directory_->PutRole(admin_, {"", "Sweeper", "", {"*"}, {}}).error().code, ErrorCode::kConflict);
  EXPECT_EQ(directory_->PutRole(admin_, {"", "reader", "", {"*"}, {}}).error().code, ErrorCode::kConflict);
  EXPECT_EQ(directory_->PutRole(admin_, {FindBuiltInRole("Reader")->id, "x", "", {"*"}, {}}).error().code,
            ErrorCode::kForbidden);
  ASSERT_TRUE(directory_->PutRole(admin_, {made.id, "Sweeper", "", {"Other/*"}, {}}));
  EXPECT_FALSE(May(ann, "", "sweep/read"));
  EXPECT_TRUE(May(ann, "", "other/read"));
  EXPECT_EQ(directory_->Roles().value().size(), BuiltInRoles().size() + 1);
  EXPECT_TRUE(directory_->RemoveRole(admin_, made.id).value());
  EXPECT_FALSE(May(ann, "", "other/read"));
}

TEST_F(DirectoryTest, KeepsTheLastAdmin) {
  const Principal ann = Add("ann");
  EXPECT_FALSE(directory_->HasAdmin().value());
  ASSERT_TRUE(directory_->Assign(admin_, ann.id, "Admin", ""));
  EXPECT_TRUE(directory_->HasAdmin().value());
  EXPECT_EQ(directory_->Remove(admin_, ann.id).error().code, ErrorCode::kConflict);
  const auto given = directory_->Assignments(ann.id).value();
  EXPECT_EQ(directory_->Unassign(admin_, ann.id, given[0].id).error().code, ErrorCode::kConflict);
  EXPECT_TRUE(directory_->HasAdmin().value());
  const Principal bob = Add("bob");
  ASSERT_TRUE(directory_->Assign(admin_, bob.id, "Admin", ""));
  EXPECT_TRUE(directory_->Remove(admin_, ann.id).value());
}

TEST_F(DirectoryTest, ProofEndsWithItsSecret) {
  const Principal service = directory_->AddService(admin_, "s").value();
  const SecretInfo first = directory_->AddSecret(admin_, service.id).value();
  const SecretInfo second = directory_->AddSecret(admin_, service.id).value();
  const Proven by_first = directory_->CheckSecret(service.name, first.text, "a").value();
  const Proven by_second = directory_->CheckSecret(service.name, second.text, "a").value();
  EXPECT_TRUE(directory_->Holds(service, by_first.proof).value());
  EXPECT_EQ(directory_->Secrets(service.id).value().size(), 2U);
  EXPECT_FALSE(directory_->RemoveSecret(admin_, service.id, "another").value());
  EXPECT_TRUE(directory_->RemoveSecret(admin_, service.id, first.id).value());
  EXPECT_FALSE(directory_->Holds(service, by_first.proof).value());
  EXPECT_TRUE(directory_->Holds(service, by_second.proof).value());
  EXPECT_FALSE(directory_->Holds(service, "").value());

  const Principal ann = Add("ann");
  const std::string proof = directory_->CheckPassword("ann", kGood, "a").value().proof;
  EXPECT_TRUE(directory_->Holds(ann, proof).value());
  EXPECT_FALSE(directory_->Holds(service, proof).value());
  // The same password again is another one.
  ASSERT_TRUE(directory_->SetPassword(admin_, ann.id, kGood));
  EXPECT_FALSE(directory_->Holds(ann, proof).value());
}

TEST_F(DirectoryTest, DisabledOnesAreOut) {
  Logins logins(store_.get(), &clock_);
  const Principal ann = Add("ann");
  const Proven proven = directory_->CheckPassword("ann", kGood, "a").value();
  const std::string login = logins.Begin(ann.id).value();
  EXPECT_TRUE(logins.Holds(ann.id, Logins::ProofOf(login)).value());
  EXPECT_FALSE(logins.Holds("another", Logins::ProofOf(login)).value());
  ASSERT_TRUE(directory_->SetEnabled(admin_, ann.id, false));
  EXPECT_TRUE(directory_->Find(ann.id).value()->disabled);
  EXPECT_FALSE(directory_->CheckPassword("ann", kGood, "a"));
  EXPECT_FALSE(directory_->Holds(*directory_->Find(ann.id).value(), proven.proof).value());
  EXPECT_EQ(logins.Find(login).value(), std::nullopt);
  EXPECT_FALSE(logins.Holds(ann.id, Logins::ProofOf(login)).value());
  // What was given before stays void.
  const Principal again = directory_->SetEnabled(admin_, ann.id, true).value();
  EXPECT_FALSE(directory_->Holds(again, proven.proof).value());
  EXPECT_TRUE(directory_->Holds(again, directory_->CheckPassword("ann", kGood, "a")->proof).value());
  EXPECT_EQ(directory_->SetEnabled(admin_, "nobody", false).error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(directory_->Assign(admin_, ann.id, "Admin", ""));
  EXPECT_EQ(directory_->SetEnabled(admin_, ann.id, false).error().code, ErrorCode::kConflict);
  EXPECT_FALSE(directory_->Find(ann.id).value()->disabled);
}

TEST_F(DirectoryTest, HidesTheWorkspaceKey) {
  const std::string key = directory_->WorkspaceKey("w").value();
  EXPECT_EQ(directory_->WorkspaceKey("w").value(), key);
  EXPECT_NE(directory_->WorkspaceKey("v").value(), key);
  EXPECT_EQ(store_->credentials().List("w").value().front().hash.find(key.substr(0, 20)), std::string::npos);
}

TEST_F(DirectoryTest, JournalHoldsNoSecret) {
  const Principal ann = Add("ann");
  const Principal service = directory_->AddService(admin_, "s").value();
  const std::string secret = directory_->AddSecret(admin_, service.id).value().text;
  const auto changes = store_->Changes(0, 100).value();
  EXPECT_EQ(changes.size(), 3U);
  EXPECT_TRUE(changes[2].reason.starts_with("a secret was added")) << changes[2].reason;
  for (const store::Change& change : changes) {
    EXPECT_EQ(change.actor, admin_);
    EXPECT_EQ(change.after.find(secret), std::string::npos);
    EXPECT_EQ(change.after.find("argon2"), std::string::npos);
  }
}

TEST_F(DirectoryTest, LoginsEnd) {
  Logins logins(store_.get(), &clock_);
  const std::string token = logins.Begin("ann").value();
  EXPECT_EQ(logins.Find(token).value(), "ann");
  EXPECT_EQ(logins.Find(token + "x").value(), std::nullopt);
  EXPECT_NE(Logins::CsrfOf(token), Logins::CsrfOf(token + "x"));
  // Used every hour it lives for twelve.
  for (int hour = 1; hour < 12; ++hour) {
    clock_.Set(kStart + hour * kTicksPerHour);
    EXPECT_EQ(logins.Find(token).value(), "ann") << hour;
  }
  clock_.Set(kStart + 12 * kTicksPerHour);
  EXPECT_EQ(logins.Find(token).value(), std::nullopt);
  // Unused it ends after two.
  const std::string other = logins.Begin("ann").value();
  clock_.Set(kStart + 14 * kTicksPerHour);
  EXPECT_EQ(logins.Find(other).value(), std::nullopt);
  const std::string third = logins.Begin("ann").value();
  ASSERT_TRUE(logins.End(third));
  EXPECT_EQ(logins.Find(third).value(), std::nullopt);
}

}  // namespace
}  // namespace harrier::access
