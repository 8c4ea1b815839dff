#include "runtime/units.h"

#include <gtest/gtest.h>

#include "runtime/kernel_testing.h"

namespace harrier::runtime {
namespace {

Value Units(std::string_view quantity, double value, const char* from, const char* to) {
  return Apply(fmt::format("convert_{}", quantity),
               {Value::Real(value), Value::String(from), Value::String(to)});
}

double Converted(std::string_view quantity, double value, const char* from, const char* to) {
  return Units(quantity, value, from, to).real();
}

// The examples of the pages convert_*().
TEST(Units, Documented) {
  EXPECT_DOUBLE_EQ(Converted("angle", 1.2, "Degree", "Arcminute"), 72);
  EXPECT_NEAR(Converted("energy", 1.2, "Joule", "BritishThermalUnit"), 0.00113738054437598, 1e-16);
  EXPECT_DOUBLE_EQ(Converted("force", 1.2, "Newton", "Decanewton"), 0.12);
  EXPECT_NEAR(Converted("length", 1.2, "Meter", "Foot"), 3.93700787401575, 1e-13);
  EXPECT_NEAR(Converted("mass", 1.2, "Kilogram", "Pound"), 2.64554714621853, 1e-13);
  EXPECT_DOUBLE_EQ(Converted("speed", 1.2, "MeterPerSecond", "CentimeterPerHour"), 432000);
  EXPECT_DOUBLE_EQ(Converted("temperature", 1.2, "Kelvin", "DegreeCelsius"), -271.95);
  EXPECT_NEAR(Converted("volume", 1.2, "CubicMeter", "AcreFoot"), 0.0009728568, 1e-15);
}

TEST(Units, SharedPoints) {
  EXPECT_NEAR(Converted("temperature", 212, "DegreeFahrenheit", "DegreeCelsius"), 100, 1e-9);
  EXPECT_NEAR(Converted("temperature", 100, "DegreeCelsius", "DegreeDelisle"), 0, 1e-9);
  EXPECT_NEAR(Converted("temperature", 0, "DegreeCelsius", "DegreeRoemer"), 7.5, 1e-9);
  EXPECT_NEAR(Converted("angle", 1, "Revolution", "Radian"), 2 * kPi, 1e-12);
  EXPECT_NEAR(Converted("angle", 30, "Degree", "Tilt"), 0.5, 1e-12);
  EXPECT_NEAR(Converted("mass", 1, "Hectogram", "Decagram"), 10, 1e-12);
  EXPECT_NEAR(Converted("mass", 14, "Pound", "Stone"), 1, 1e-12);
  EXPECT_NEAR(Converted("length", 1, "Mile", "Yard"), 1760, 1e-9);
  EXPECT_NEAR(Converted("volume", 8, "UsPint", "UsGallon"), 1, 1e-9);
  EXPECT_NEAR(Converted("speed", 1, "Knot", "KilometerPerHour"), 1.852, 1e-12);
}

TEST(Units, UnknownOnesGiveNull) {
  EXPECT_TRUE(Units("length", 1, "Meter", "Kilogram").is_null());
  EXPECT_TRUE(Units("length", 1, "meter", "Foot").is_null());
  EXPECT_TRUE(Units("mass", 1, "", "Gram").is_null());
}

// A factor that C++ took for a division of whole numbers would be 0.
template <size_t n>
void ExpectUsable(const Unit (&units)[n]) {
  for (const Unit& unit : units) EXPECT_NE(unit.factor, 0) << unit.name;
}

TEST(Units, FactorsAreNotZero) {
  ExpectUsable(kAngleUnits);
  ExpectUsable(kEnergyUnits);
  ExpectUsable(kForceUnits);
  ExpectUsable(kLengthUnits);
  ExpectUsable(kMassUnits);
  ExpectUsable(kSpeedUnits);
  ExpectUsable(kTemperatureUnits);
  ExpectUsable(kVolumeUnits);
}

}  // namespace
}  // namespace harrier::runtime
