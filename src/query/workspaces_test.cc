#include "query/service_testing.h"
#include "query/view.h"

namespace harrier::query {
namespace {

constexpr const char* kOwn = "00000000-0000-0000-0000-00000000000a";
constexpr const char* kOther = "00000000-0000-0000-0000-00000000000b";

/// Sees everything at home, and only one computer's rows of Syslog in the other workspace.
class Guest final : public View {
 public:
  explicit Guest(bool abroad, bool admitted) : abroad_(abroad), admitted_(admitted) {}
  const std::string& id() const override { return id_; }
  std::optional<std::string> RowsOf(std::string_view) const override {
    return abroad_ ? "Computer == 'host1'" : "";
  }
  bool sees_all() const override { return !abroad_; }
  Result<ViewPtr> In(std::string_view workspace) const override {
    if (!admitted_) return View::In(workspace);
    return std::make_shared<const Guest>(true, true);
  }

 private:
  std::string id_ = "guest";
  bool abroad_;
  bool admitted_;
};

/// Two workspaces of one engine: ten rows of Syslog in the first, three in the other.
class WorkspacesOfOneEngine : public ServiceTest {
 protected:
  void SetUp() override {
    ServiceTest::SetUp();
    other_ = database_->StorageOf(kOther).value();
    ASSERT_TRUE(other_->CreateFunction({"Hosts", "() { Syslog | distinct Computer }", "", ""}));
    AppendToOther(3);
    Start([&](ServiceOptions& options) {
      options.tables = &database_->tables();
      options.workspace = kOwn;
      options.find_workspace = [this](std::string_view name) -> Result<OtherWorkspace> {
        if (name == "other") return OtherWorkspace{kOther, other_};
        if (name == "own") return OtherWorkspace{kOwn, &database_->storage()};
        return Fail(ErrorCode::kNotFound, "there is no workspace '{}'", name);
      };
      options.resources = MakeResources(options);
      ServiceOptions there = options;
      there.storage = other_;
      there.workspace = kOther;
      other_service_ = MakeService(there);
    });
  }

  void AppendToOther(size_t rows) {
    runtime::Batch batch;
    batch.table = "Syslog";
    batch.columns.emplace_back("Computer", runtime::ColumnBuilder(Type::kString));
    for (size_t i = 0; i < rows; ++i) batch.columns[0].second.AppendText(fmt::format("host{}", i));
    ASSERT_TRUE(other_->Append(batch, fmt::format("other{}", ++batches_), clock_.Now()).value());
  }

  std::string Count(const std::string& text, ViewPtr view = nullptr) {
    Request request;
    request.text = text + " | count";
    request.view = std::move(view);
    const Asked asked = Ask(std::move(request));
    return asked.failure ? asked.failure->message : asked.first;
  }
  std::string CountThere(const std::string& text) {
    std::swap(service_, other_service_);
    std::string count = Count(text);
    std::swap(service_, other_service_);
    return count;
  }

  engine::Storage* other_ = nullptr;
  std::unique_ptr<Service> other_service_;
  int batches_ = 0;
};

TEST_F(WorkspacesOfOneEngine, EachAnswersFromItsOwnRows) {
  EXPECT_EQ(Count("Syslog"), "10");
  EXPECT_EQ(CountThere("Syslog"), "3");
  EXPECT_EQ(CountThere("search * | where $table == 'Syslog'"), "3");
  EXPECT_EQ(CountThere("union *"), "3");
  EXPECT_EQ(CountThere("union withsource=T * | where T == 'Syslog'"), "3");
  EXPECT_EQ(CountThere("Hosts"), "3");
  // The same text was answered before, in the first workspace.
  EXPECT_EQ(Count("Syslog"), "10");
}

TEST_F(WorkspacesOfOneEngine, OneNamesTheOther) {
  EXPECT_EQ(Count("workspace('other').Syslog"), "3");
  EXPECT_EQ(Count("union Syslog, workspace('other').Syslog"), "13");
  EXPECT_EQ(Count("workspace('other').Hosts"), "3");
  EXPECT_EQ(Count("workspace('own').Syslog"), "10");
  EXPECT_EQ(Count("Syslog | where Computer in ((workspace('other').Syslog | project Computer))"), "3");
  EXPECT_EQ(Count("workspace('nowhere').Syslog"), "there is no workspace 'nowhere'");
  AppendToOther(1);
  EXPECT_EQ(Count("workspace('other').Syslog"), "4");
}

TEST_F(WorkspacesOfOneEngine, FurtherWorkspacesCountToTheSameTables) {
  const auto count = [&](const std::string& text, ViewPtr view = nullptr) {
    Request request;
    request.text = text + " | count";
    request.workspaces = {"other", "own"};
    request.view = std::move(view);
    const Asked asked = Ask(std::move(request));
    return asked.failure ? asked.failure->message : asked.first;
  };
  EXPECT_EQ(count("Syslog"), "13");
  EXPECT_EQ(count("Syslog | where Computer == 'host1'"), "2");
  EXPECT_EQ(count("search 'host1'"), "2");
  EXPECT_EQ(count("union *"), "13");
  EXPECT_EQ(Count("Syslog"), "10");
  ASSERT_TRUE(other_->CreateTable(
      {.name = "Theirs_CL", .columns = {{"a", Type::kLong}}, .description = "", .folder = ""}));
  EXPECT_EQ(count("Theirs_CL"), "0");
  EXPECT_NE(Count("Theirs_CL"), "0");
  EXPECT_EQ(count("Syslog", std::make_shared<const Guest>(false, true)), "11");
  EXPECT_NE(count("Syslog", std::make_shared<const Guest>(false, false)).find("may not be queried"),
            std::string::npos);
}

TEST_F(WorkspacesOfOneEngine, ARowRuleMeansWhatItMeansAtHome) {
  /// At home only the computers of Allowed_CL are seen.
  class Ruled final : public View {
   public:
    const std::string& id() const override { return id_; }
    std::optional<std::string> RowsOf(std::string_view table) const override {
      return table == "Syslog" ? "Computer in (Allowed_CL)" : "";
    }
    Result<ViewPtr> In(std::string_view) const override { return nullptr; }

   private:
    std::string id_ = "ruled";
  };
  const catalog::Table allowed{
      .name = "Allowed_CL", .columns = {{"Computer", Type::kString}}, .description = "", .folder = ""};
  for (engine::Storage* storage : {&database_->storage(), other_}) {
    ASSERT_TRUE(storage->CreateTable(allowed));
    runtime::Batch batch;
    batch.table = "Allowed_CL";
    batch.columns.emplace_back("Computer", runtime::ColumnBuilder(Type::kString));
    batch.columns[0].second.AppendText(storage == other_ ? "host2" : "host1");
    ASSERT_TRUE(storage->Append(batch, "allowed", clock_.Now()).value());
  }
  Request request;
  request.text = "Syslog | count";
  request.view = std::make_shared<const Ruled>();
  EXPECT_EQ(Ask(request).first, "1");
  request.workspaces = {"other"};
  EXPECT_EQ(Ask(request).first, "4");
}

TEST_F(WorkspacesOfOneEngine, TheAskersRightsThereHoldThere) {
  const auto stranger = std::make_shared<const Guest>(false, false);
  const auto guest = std::make_shared<const Guest>(false, true);
  EXPECT_EQ(Count("Syslog", stranger), "10");
  EXPECT_NE(Count("workspace('other').Syslog", stranger).find("may not be queried"), std::string::npos);
  EXPECT_EQ(Count("workspace('own').Syslog", stranger), "10");
  EXPECT_EQ(Count("workspace('other').Syslog", guest), "1");
  EXPECT_EQ(Count("workspace('other').Hosts", guest), "1");
  EXPECT_EQ(Count("workspace('other').Syslog"), "3");
}

}  // namespace
}  // namespace harrier::query
