#include "runtime/units.h"

#include <cmath>

#include "runtime/kernel_of.h"

// Kusto docs: convert_angle(), convert_energy(), convert_force(), convert_length(), convert_mass(),
// convert_speed(), convert_temperature(), convert_volume().
namespace harrier::runtime {
namespace {

const Unit* FindUnit(std::span<const Unit> units, std::string_view name) {
  for (const Unit& unit : units) {
    if (unit.name == name) return &unit;
  }
  return nullptr;
}

template <const auto& units>
std::optional<double> ConvertUnit(double value, std::string_view from, std::string_view to) {
  const Unit* const source = FindUnit(units, from);
  const Unit* const target = FindUnit(units, to);
  if (source == nullptr || target == nullptr) return std::nullopt;
  if (source == target) return value;
  if (source->sine) value = std::asin(value);
  value = (value * source->factor + (source->zero - target->zero)) / target->factor;
  return target->sine ? std::sin(value) : value;
}

}  // namespace

void AddUnits(KernelRegistry& registry) {
  registry.Add(KernelOf<ConvertUnit<kAngleUnits>>("convert_angle"));
  registry.Add(KernelOf<ConvertUnit<kEnergyUnits>>("convert_energy"));
  registry.Add(KernelOf<ConvertUnit<kForceUnits>>("convert_force"));
  registry.Add(KernelOf<ConvertUnit<kLengthUnits>>("convert_length"));
  registry.Add(KernelOf<ConvertUnit<kMassUnits>>("convert_mass"));
  registry.Add(KernelOf<ConvertUnit<kSpeedUnits>>("convert_speed"));
  registry.Add(KernelOf<ConvertUnit<kTemperatureUnits>>("convert_temperature"));
  registry.Add(KernelOf<ConvertUnit<kVolumeUnits>>("convert_volume"));
}

}  // namespace harrier::runtime
