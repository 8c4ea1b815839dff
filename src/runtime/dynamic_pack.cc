#include "runtime/json_text.h"
#include "runtime/kernel_of.h"
#include "runtime/variadic.h"

// Making dynamic values out of others: pack_array(), bag_pack(), pack_dictionary (Kusto docs). Arguments
// arrive as dynamics; a null becomes JSON's null.
namespace harrier::runtime {
namespace {

std::string_view JsonAt(const ColumnView& column, size_t row) {
  return column.valid(row) ? column.text(row) : "null";
}

void PackArray(const KernelCall& call) {
  std::string out;
  for (size_t row = 0; row < call.rows; ++row) {
    out = "[";
    for (size_t i = 0; i < call.args.size(); ++i) {
      if (i > 0) out += ',';
      out += JsonAt(call.args[i], row);
    }
    out += ']';
    call.out->SetText(row, out);
  }
}

void BagPack(const KernelCall& call) {
  std::string out, key;
  for (size_t row = 0; row < call.rows; ++row) {
    out = "{";
    for (size_t i = 0; i + 1 < call.args.size(); i += 2) {
      const std::string_view name = JsonAt(call.args[i], row);
      if (out.size() > 1) out += ',';
      if (name.starts_with('"')) {
        out += name;
      } else {
        key.clear();
        AppendJsonAsText(key, name);
        AppendJsonString(out, key);
      }
      out += ':';
      out += JsonAt(call.args[i + 1], row);
    }
    out += '}';
    call.out->SetText(row, out);
  }
}

/// Leaves out keys whose value is null, "" or an empty array or bag.
bool DropEmpty(JsonOut& out, Json json) {
  std::vector<std::pair<std::string_view, std::string_view>> members;
  if (!JsonObjectItems(json.text, members)) return false;
  out.text = "{";
  for (const auto& [key, value] : members) {
    if (value == "null" || value == "\"\"" || value == "[]" || value == "{}") continue;
    if (out.text.size() > 1) out.text += ',';
    out.text += key;
    out.text += ':';
    out.text += value;
  }
  out.text += '}';
  return true;
}

}  // namespace

void AddDynamicPack(KernelRegistry& registry) {
  registry.Add(VariadicOfDynamics("pack_array", PackArray));
  registry.Add(VariadicOfDynamics("bag_pack", BagPack));
  registry.Add(KernelOf<DropEmpty>("bag_drop_empty"));
}

}  // namespace harrier::runtime
