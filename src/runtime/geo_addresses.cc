#include <maxminddb.h>

#include "base/json_text.h"
#include "runtime/json_text.h"
#include "runtime/kernel_of.h"

// Places of addresses, out of .mmdb files such as GeoLite2-City (Kusto docs: geo_info_from_ip_address()).
namespace harrier::runtime {
namespace {

class Database {
 public:
  Database() = default;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database() {
    if (open_) MMDB_close(&file_);
  }
  /// MMDB_SUCCESS, or what is wrong.
  int Open(const std::string& path) {
    const int status = MMDB_open(path.c_str(), MMDB_MODE_MMAP, &file_);
    open_ = status == MMDB_SUCCESS;
    return status;
  }
  /// The entry of an address; nullopt if there is none, or the text is no address.
  std::optional<MMDB_entry_s> Find(const std::string& address) const {
    int bad_text = 0, failure = 0;
    MMDB_lookup_result_s found = MMDB_lookup_string(&file_, address.c_str(), &bad_text, &failure);
    if (bad_text != 0 || failure != MMDB_SUCCESS || !found.found_entry) return std::nullopt;
    return found.entry;
  }

 private:
  MMDB_s file_{};
  bool open_ = false;
};

struct GeoAddressState final : KernelState {
  std::vector<std::unique_ptr<Database>> databases;
};

Result<std::shared_ptr<KernelState>> PrepareGeoAddress(const ConstantArgs& constants) {
  auto state = std::make_shared<GeoAddressState>();
  if (!constants[1] || constants[1]->is_null())
    return Fail(ErrorCode::kSemantic, "geo_info_from_ip_address(): the databases are no constant");
  for (const std::string& path : JsonTexts(constants[1]->text())) {
    auto database = std::make_unique<Database>();
    if (const int status = database->Open(path); status != MMDB_SUCCESS) {
      return Fail(ErrorCode::kForbidden,
                  "geo_info_from_ip_address(): a file of the setting geo.databases cannot be used: {}",
                  MMDB_strerror(status));
    }
    state->databases.push_back(std::move(database));
  }
  return state;
}

template <typename... Step>
std::optional<MMDB_entry_data_s> At(MMDB_entry_s entry, Step... path) {
  MMDB_entry_data_s data{};
  const int status = MMDB_get_value(&entry, &data, path..., static_cast<const char*>(nullptr));
  if (status != MMDB_SUCCESS || !data.has_data) return std::nullopt;
  return data;
}

/// The fields of the answer, each from the first database that has it.
struct Place {
  std::optional<std::string> country, state, city;
  std::optional<double> latitude, longitude;

  void Fill(const MMDB_entry_s& entry) {
    Take(country, At(entry, "country", "names", "en"));
    Take(state, At(entry, "subdivisions", "0", "names", "en"));
    Take(city, At(entry, "city", "names", "en"));
    Take(latitude, At(entry, "location", "latitude"));
    Take(longitude, At(entry, "location", "longitude"));
  }

 private:
  static void Take(std::optional<std::string>& to, const std::optional<MMDB_entry_data_s>& data) {
    if (!to && data && data->type == MMDB_DATA_TYPE_UTF8_STRING)
      to = std::string(data->utf8_string, data->data_size);
  }
  static void Take(std::optional<double>& to, const std::optional<MMDB_entry_data_s>& data) {
    if (to || !data) return;
    if (data->type == MMDB_DATA_TYPE_DOUBLE) to = data->double_value;
    if (data->type == MMDB_DATA_TYPE_FLOAT) to = static_cast<double>(data->float_value);
  }
};

bool GeoAddress(const GeoAddressState& state, JsonOut& out, std::string_view address, Json) {
  const std::string text(address);
  Place place;
  bool found = false;
  for (const auto& database : state.databases) {
    const std::optional<MMDB_entry_s> entry = database->Find(text);
    if (!entry) continue;
    found = true;
    place.Fill(*entry);
  }
  if (!found) return false;
  out.text = "{";
  auto name = [&](std::string_view field) {
    if (out.text.size() > 1) out.text += ',';
    out.text += fmt::format("\"{}\":", field);
  };
  for (const auto& [field, value] :
       {std::pair{"country", &place.country}, {"state", &place.state}, {"city", &place.city}}) {
    if (!*value) continue;
    name(field);
    AppendJsonString(out.text, **value);
  }
  for (const auto& [field, value] :
       {std::pair{"latitude", &place.latitude}, {"longitude", &place.longitude}}) {
    if (!*value || !std::isfinite(**value)) continue;
    name(field);
    AppendJsonReal(out.text, **value);
  }
  out.text += '}';
  return true;
}

}  // namespace

void AddGeoAddresses(KernelRegistry& registry) {
  registry.Add(KernelOf<GeoAddress, PrepareGeoAddress>("geo_info_from_ip_address"));
}

}  // namespace harrier::runtime
