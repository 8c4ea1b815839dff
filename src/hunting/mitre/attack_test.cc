#include "hunting/mitre/attack.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace harrier::hunting {
namespace {

TEST(Attack, KnowsTechniquesOfBothMatrices) {
  ASSERT_NE(FindTechnique("T1021.002"), nullptr);
  EXPECT_EQ(FindTechnique("T1021.002")->name, "SMB/Windows Admin Shares");
  ASSERT_NE(FindTechnique("T0855"), nullptr);
  EXPECT_EQ(FindTechnique("T0855")->tactics, (std::vector<std::string_view>{"ImpairProcessControl"}));
  EXPECT_EQ(FindTechnique("T9999"), nullptr);
  EXPECT_GT(Techniques().size(), 700U);
}

TEST(Attack, TechniquesAreOrderedAndHaveKnownTactics) {
  const auto names = TacticNames();
  const Technique* before = nullptr;
  for (const Technique& technique : Techniques()) {
    if (before != nullptr) {
      EXPECT_LT(before->id, technique.id);
    }
    before = &technique;
    EXPECT_TRUE(CheckTechniques({std::string(technique.id)}).has_value()) << technique.id;
    EXPECT_FALSE(technique.name.empty()) << technique.id;
    EXPECT_FALSE(technique.tactics.empty()) << technique.id;
    for (const std::string_view tactic : technique.tactics)
      EXPECT_NE(std::find(names.begin(), names.end(), tactic), names.end()) << tactic;
    if (technique.id.size() > 5) {
      EXPECT_NE(FindTechnique(technique.id.substr(0, 5)), nullptr) << technique.id;
    }
  }
}

TEST(Attack, ChecksTheFormOfIds) {
  EXPECT_TRUE(CheckTechniques({"T1059", "T1059.001", "T9999"}).has_value());
  for (const char* id : {"", "T105", "t1059", "T1059.1", "T1059-001", "Execution", "T10590"})
    EXPECT_FALSE(CheckTechniques({id}).has_value()) << id;
}

}  // namespace
}  // namespace harrier::hunting
