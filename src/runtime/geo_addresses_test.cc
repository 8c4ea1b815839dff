#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "runtime/kernel_testing.h"

namespace harrier::runtime {
namespace {

/// Writes small .mmdb files (the MaxMind DB file format, version 2.0) of IPv6 networks; IPv4 ones lie at
/// ::/96.
class MmdbWriter {
 public:
  /// A network by its first bits, "0" and "1", and its data as encoded by the functions below.
  void Add(const std::string& bits, const std::string& data) {
    size_t node = 0;
    for (size_t i = 0; i + 1 < bits.size(); ++i) {
      const auto side = static_cast<size_t>(bits[i] - '0');
      if (nodes_[node][side] < 0) {
        nodes_[node][side] = static_cast<int>(nodes_.size());
        nodes_.push_back({-1, -1});
      }
      node = static_cast<size_t>(nodes_[node][side]);
    }
    leaves_.push_back({node, static_cast<size_t>(bits.back() - '0'), data_.size()});
    data_ += data;
  }

  static std::string Text(const std::string& text) { return Head(2, text.size()) + text; }
  static std::string Real(double value) {
    std::string out = Head(3, 8);
    uint64_t bits = 0;
    std::memcpy(&bits, &value, 8);
    for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(bits >> shift & 0xFF);
    return out;
  }
  static std::string Number(int type, uint64_t value, int bytes) {
    std::string out = Head(type, static_cast<size_t>(bytes));
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xFF);
    return out;
  }
  static std::string Map(const std::vector<std::pair<std::string, std::string>>& fields) {
    std::string out = Head(7, fields.size());
    for (const auto& [name, value] : fields) out += Text(name) + value;
    return out;
  }
  static std::string List(const std::vector<std::string>& items) {
    std::string out = Head(11, items.size());
    for (const std::string& item : items) out += item;
    return out;
  }

  void Write(const std::string& path) const {
    auto records = nodes_;
    const auto count = static_cast<int>(nodes_.size());
    for (const auto& [node, side, offset] : leaves_)
      records[node][side] = count + 16 + static_cast<int>(offset);
    std::ofstream file(path, std::ios::binary);
    for (const auto& record : records) {
      for (const int value : record) {
        const int written = value < 0 ? count : value;
        for (int shift = 16; shift >= 0; shift -= 8) file.put(static_cast<char>(written >> shift & 0xFF));
      }
    }
    file << std::string(16, '\0') << data_ << "\xAB\xCD\xEFMaxMind.com"
         << Map({{"node_count", Number(6, static_cast<uint64_t>(count), 4)},
                 {"record_size", Number(5, 24, 2)},
                 {"ip_version", Number(5, 6, 2)},
                 {"database_type", Text("Test-City")},
                 {"languages", List({Text("en")})},
                 {"binary_format_major_version", Number(5, 2, 2)},
                 {"binary_format_minor_version", Number(5, 0, 2)},
                 {"build_epoch", Number(9, 1'700'000'000, 8)},
                 {"description", Map({})}});
  }

 private:
  struct Leaf {
    size_t node;
    size_t side;
    size_t offset;
  };
  static std::string Head(int type, size_t size) {
    std::string out(1, static_cast<char>((type <= 7 ? type << 5 : 0) | static_cast<int>(size)));
    if (type > 7) out += static_cast<char>(type - 7);
    return out;
  }

  std::vector<std::array<int, 2>> nodes_{{-1, -1}};
  std::vector<Leaf> leaves_;
  std::string data_;
};

std::string Bits(std::initializer_list<int> bytes) {
  std::string out;
  for (const int byte : bytes) {
    for (int bit = 7; bit >= 0; --bit) out += (byte >> bit & 1) != 0 ? '1' : '0';
  }
  return out;
}

class GeoAddresses : public testing::Test {
 protected:
  void SetUp() override {
    const std::string base =
        (std::filesystem::temp_directory_path() / ("harrier-geo-" + std::to_string(::getpid()))).string();
    cities_ = base + "-cities.mmdb";
    countries_ = base + "-countries.mmdb";
    using W = MmdbWriter;
    const auto named = [](const char* name) {
      return W::Map({{"names", W::Map({{"de", W::Text("anders")}, {"en", W::Text(name)}})}});
    };
    MmdbWriter cities;
    cities.Add(
        std::string(96, '0') + Bits({203, 0, 113}),
        W::Map({{"city", named("Port \"A\"")},
                {"subdivisions", W::List({named("Inner"), named("Outer")})},
                {"location", W::Map({{"latitude", W::Real(-33.8715)}, {"longitude", W::Real(151.2006)}})}}));
    cities.Add(Bits({0x20, 0x01, 0x0d, 0xb8}), W::Map({{"country", named("Sixland")}}));
    cities.Write(cities_);
    MmdbWriter countries;
    countries.Add(std::string(96, '0') + Bits({203}), W::Map({{"country", named("Exampleland")}}));
    countries.Write(countries_);
  }
  void TearDown() override {
    std::filesystem::remove(cities_);
    std::filesystem::remove(countries_);
  }
  std::string Ask(const std::string& address, const std::string& paths) const {
    const Value answer = Apply("geo_info_from_ip_address", {Value::String(address), Value::Dynamic(paths)});
    return answer.is_null() ? "null" : answer.text();
  }

  std::string cities_, countries_;
};

TEST_F(GeoAddresses, AnswersWithWhatTheDatabaseHas) {
  const std::string paths = "[\"" + cities_ + "\"]";
  EXPECT_EQ(Ask("203.0.113.77", paths),
            R"({"state":"Inner","city":"Port \"A\"","latitude":-33.8715,"longitude":151.2006})");
  EXPECT_EQ(Ask("2001:db8::25de", paths), R"({"country":"Sixland"})");
  EXPECT_EQ(Ask("203.0.114.1", paths), "null");
  EXPECT_EQ(Ask("2001:db9::1", paths), "null");
  EXPECT_EQ(Ask("no address", paths), "null");
  EXPECT_EQ(Ask("", paths), "null");
}

TEST_F(GeoAddresses, FillsFromFurtherDatabases) {
  const std::string paths = "[\"" + cities_ + "\",\"" + countries_ + "\"]";
  EXPECT_EQ(
      Ask("203.0.113.77", paths),
      R"({"country":"Exampleland","state":"Inner","city":"Port \"A\"","latitude":-33.8715,"longitude":151.2006})");
  EXPECT_EQ(Ask("203.9.9.9", paths), R"({"country":"Exampleland"})");
}

TEST_F(GeoAddresses, ToldOfFilesThatAreNone) {
  std::ofstream(cities_, std::ios::binary | std::ios::trunc) << "no database";
  const Kernel* kernel = AllKernels().Find("geo_info_from_ip_address");
  ASSERT_NE(kernel, nullptr);
  for (const std::string& path : {cities_, std::string("/nowhere.mmdb")}) {
    const auto state = kernel->prepare({Value::String("203.0.113.77"), Value::Dynamic("[\"" + path + "\"]")});
    ASSERT_FALSE(state.has_value()) << path;
    EXPECT_EQ(state.error().message.find(path), std::string::npos);
    EXPECT_NE(state.error().message.find("geo.databases"), std::string::npos);
  }
}

}  // namespace
}  // namespace harrier::runtime
