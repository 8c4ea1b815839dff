#include "kql/functions/function.h"

// Conversion of units (Kusto docs: convert_angle() and the seven others).
namespace harrier::kql {

extern const FunctionDef kConvertAngle;
const FunctionDef kConvertAngle{
    .name = "convert_angle",
    .signatures = {"(value: real, from: string, to: string): real"},
    .kernel = "convert_angle",
    .doc = "An angle in another unit; null for a unit that is none.",
    .example = R"x(print convert_angle(1.2, "Degree", "Radian"))x",
};

extern const FunctionDef kConvertEnergy;
const FunctionDef kConvertEnergy{
    .name = "convert_energy",
    .signatures = {"(value: real, from: string, to: string): real"},
    .kernel = "convert_energy",
    .doc = "An energy in another unit; null for a unit that is none.",
    .example = R"x(print convert_energy(1.2, "Joule", "Calorie"))x",
};

extern const FunctionDef kConvertForce;
const FunctionDef kConvertForce{
    .name = "convert_force",
    .signatures = {"(value: real, from: string, to: string): real"},
    .kernel = "convert_force",
    .doc = "A force in another unit; null for a unit that is none.",
    .example = R"x(print convert_force(1.2, "Newton", "PoundForce"))x",
};

extern const FunctionDef kConvertLength;
const FunctionDef kConvertLength{
    .name = "convert_length",
    .signatures = {"(value: real, from: string, to: string): real"},
    .kernel = "convert_length",
    .doc = "A length in another unit; null for a unit that is none.",
    .example = R"x(print convert_length(1.2, "Meter", "Foot"))x",
};

extern const FunctionDef kConvertMass;
const FunctionDef kConvertMass{
    .name = "convert_mass",
    .signatures = {"(value: real, from: string, to: string): real"},
    .kernel = "convert_mass",
    .doc = "A mass in another unit; null for a unit that is none.",
    .example = R"x(print convert_mass(1.2, "Kilogram", "Pound"))x",
};

extern const FunctionDef kConvertSpeed;
const FunctionDef kConvertSpeed{
    .name = "convert_speed",
    .signatures = {"(value: real, from: string, to: string): real"},
    .kernel = "convert_speed",
    .doc = "A speed in another unit; null for a unit that is none.",
    .example = R"x(print convert_speed(1.2, "MeterPerSecond", "Knot"))x",
};

extern const FunctionDef kConvertTemperature;
const FunctionDef kConvertTemperature{
    .name = "convert_temperature",
    .signatures = {"(value: real, from: string, to: string): real"},
    .kernel = "convert_temperature",
    .doc = "A temperature in another unit; null for a unit that is none.",
    .example = R"x(print convert_temperature(1.2, "Kelvin", "DegreeCelsius"))x",
};

extern const FunctionDef kConvertVolume;
const FunctionDef kConvertVolume{
    .name = "convert_volume",
    .signatures = {"(value: real, from: string, to: string): real"},
    .kernel = "convert_volume",
    .doc = "A volume in another unit; null for a unit that is none.",
    .example = R"x(print convert_volume(1.2, "Liter", "UsGallon"))x",
};

}  // namespace harrier::kql
