#include "hunting/hunts/hunt.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace harrier::hunting {
namespace {

std::string Through(const char* text) {
  const auto hunt = AcceptHunt(json::parse(text).as_object());
  return hunt ? json::serialize(ToJson(*hunt)) : hunt.error().message;
}

TEST(Hunt, KeepsItsFieldsAndHasDefaults) {
  EXPECT_EQ(Through(R"({"displayName":"h","description":"d"})"),
            R"({"displayName":"h","description":"d","status":"New","hypothesisStatus":"Unknown",)"
            R"("attackTactics":[],"attackTechniques":[],"labels":[]})");
  EXPECT_EQ(Through(R"({"displayName":"h","description":"d","status":"closed","hypothesisStatus":"Validated",
                        "attackTactics":["LateralMovement"],"attackTechniques":["T1021"],
                        "labels":["x",{"labelName":"y","labelType":"User"}],"owner":{"assignedTo":"alice"}})"),
            R"({"displayName":"h","description":"d","status":"Closed","hypothesisStatus":"Validated",)"
            R"("attackTactics":["LateralMovement"],"attackTechniques":["T1021"],"labels":["x","y"],)"
            R"("owner":{"assignedTo":"alice"}})");
}

TEST(Hunt, RefusesWhatIsNotKnown) {
  EXPECT_EQ(Through(R"({"displayName":"h"})"), "properties.description is missing");
  EXPECT_EQ(Through(R"({"displayName":"h","description":"d","status":"Open"})"),
            "properties.status: 'Open' is none of New, Active, Closed, Backlog, Approved");
  EXPECT_EQ(Through(R"({"displayName":"h","description":"d","owner":"alice"})"),
            "properties.owner must be an object");
}

}  // namespace
}  // namespace harrier::hunting
