#include "app/config.h"

#include <charconv>

#include <yaml-cpp/yaml.h>

#include "base/time_text.h"

namespace harrier::app {
namespace {

template <typename T>
Status ReadNumber(std::string_view text, T& out) {
  const auto end = std::from_chars(text.data(), text.data() + text.size(), out);
  if (end.ec != std::errc() || end.ptr != text.data() + text.size()) {
    return Fail(ErrorCode::kInvalid, "'{}' is not a number that fits here", text);
  }
  return Ok();
}

/// "soc-hunters=Contributor", "soc-readers=Reader@WORKSPACE". A value may have equals signs itself, as names
/// in directories have.
Status AddRoleRule(Config& config, const std::string& text) {
  const size_t equals = text.rfind('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
    return Fail(ErrorCode::kInvalid, "'{}' is not VALUE=ROLE, such as soc-hunters=Contributor", text);
  const std::string role = text.substr(equals + 1);
  const size_t at = role.rfind('@');
  config.oidc.roles.push_back(
      {text.substr(0, equals), role.substr(0, at), at == std::string::npos ? "" : role.substr(at + 1)});
  return Ok();
}

struct Setting {
  std::string_view name;
  Status (*apply)(Config& config, const std::string& value);
};

constexpr Setting kSettings[] = {
    {"http.address",
     [](Config& config, const std::string& value) -> Status {
       TRY_OK(ParseAddress(value));
       config.http = value;
       return Ok();
     }},
    {"http.role",
     [](Config& config, const std::string& value) -> Status {
       config.http_role = value;
       return Ok();
     }},
    {"https.address",
     [](Config& config, const std::string& value) -> Status {
       TRY_OK(ParseAddress(value));
       config.https = value;
       return Ok();
     }},
    {"https.names",
     [](Config& config, const std::string& value) -> Status {
       if (value.empty()) return Fail(ErrorCode::kInvalid, "a host name or an address is wanted");
       config.names.push_back(value);
       return Ok();
     }},
    {"store.postgresql",
     [](Config& config, const std::string& value) -> Status {
       config.postgresql = value;
       return Ok();
     }},
    {"database.name",
     [](Config& config, const std::string& value) -> Status {
       if (value.empty()) return Fail(ErrorCode::kInvalid, "the database needs a name");
       config.database = value;
       return Ok();
     }},
    {"database.aliases",
     [](Config& config, const std::string& value) -> Status {
       config.aliases.push_back(value);
       return Ok();
     }},
    {"engine.threads",
     [](Config& config, const std::string& value) -> Status { return ReadNumber(value, config.threads); }},
    {"engine.memory",
     [](Config& config, const std::string& value) -> Status {
       TRY(config.memory_bytes, ParseBytes(value));
       return Ok();
     }},
    {"engine.process_memory",
     [](Config& config, const std::string& value) -> Status {
       TRY(config.process_bytes, ParseBytes(value));
       return Ok();
     }},
    {"query.slots",
     [](Config& config, const std::string& value) -> Status { return ReadNumber(value, config.slots); }},
    {"query.timeout",
     [](Config& config, const std::string& value) -> Status {
       const auto ticks = ParseTimespan(value);
       if (!ticks || *ticks <= 0)
         return Fail(ErrorCode::kInvalid, "'{}' is not a timespan such as 4m", value);
       config.timeout_ticks = *ticks;
       return Ok();
     }},
    {"query.max_rows",
     [](Config& config, const std::string& value) -> Status { return ReadNumber(value, config.max_rows); }},
    {"query.max_bytes",
     [](Config& config, const std::string& value) -> Status {
       TRY(config.max_bytes, ParseBytes(value));
       return Ok();
     }},
    {"query.cache",
     [](Config& config, const std::string& value) -> Status {
       TRY(config.cache_bytes, ParseBytes(value));
       return Ok();
     }},
    {"external.folder",
     [](Config& config, const std::string& value) -> Status {
       config.external_folder = value;
       return Ok();
     }},
    {"outbound.hosts",
     [](Config& config, const std::string& value) -> Status {
       if (value.empty()) return Fail(ErrorCode::kInvalid, "a host is wanted: example.org, *.example.org");
       config.outbound_hosts.push_back(value);
       return Ok();
     }},
    {"outbound.ca",
     [](Config& config, const std::string& value) -> Status {
       config.outbound_ca = value;
       return Ok();
     }},
    {"geo.databases",
     [](Config& config, const std::string& value) -> Status {
       if (value.empty()) return Fail(ErrorCode::kInvalid, "the path of an .mmdb file is wanted");
       config.geo_databases.push_back(value);
       return Ok();
     }},
    {"oidc.issuer",
     [](Config& config, const std::string& value) -> Status {
       if (!value.starts_with("https://") || value.find_first_of("?#@ ") != std::string::npos)
         return Fail(ErrorCode::kInvalid, "'{}' is not an address such as https://login.example.org", value);
       config.oidc.issuer = value;
       return Ok();
     }},
    {"oidc.name",
     [](Config& config, const std::string& value) -> Status {
       config.oidc.name = value;
       return Ok();
     }},
    {"oidc.client_id",
     [](Config& config, const std::string& value) -> Status {
       config.oidc.client_id = value;
       return Ok();
     }},
    {"oidc.client_secret",
     [](Config& config, const std::string& value) -> Status {
       // It may be the secret itself, and so is not shown.
       if (!value.starts_with("file:") && !value.starts_with("env:"))
         return Fail(ErrorCode::kInvalid, "say where the secret is: file:PATH, or env:NAME");
       config.oidc_secret = value;
       return Ok();
     }},
    {"oidc.scopes",
     [](Config& config, const std::string& value) -> Status {
       if (value.empty() || value.find(' ') != std::string::npos)
         return Fail(ErrorCode::kInvalid, "one scope each, such as profile");
       config.oidc.scopes.push_back(value);
       return Ok();
     }},
    {"oidc.hosts",
     [](Config& config, const std::string& value) -> Status {
       if (value.empty()) return Fail(ErrorCode::kInvalid, "a host is wanted: example.org, *.example.org");
       config.oidc.hosts.push_back(value);
       return Ok();
     }},
    {"oidc.ca",
     [](Config& config, const std::string& value) -> Status {
       config.oidc.ca_file = value;
       return Ok();
     }},
    {"oidc.claim",
     [](Config& config, const std::string& value) -> Status {
       config.oidc.name_claim = value;
       return Ok();
     }},
    {"oidc.roles_claim",
     [](Config& config, const std::string& value) -> Status {
       config.oidc.roles_claim = value;
       return Ok();
     }},
    {"oidc.roles", AddRoleRule},
    {"oidc.default_role",
     [](Config& config, const std::string& value) -> Status {
       config.oidc.default_role = value;
       return Ok();
     }},
    {"oidc.create_users",
     [](Config& config, const std::string& value) -> Status {
       if (value != "true" && value != "false") return Fail(ErrorCode::kInvalid, "true or false is wanted");
       config.oidc.create_users = value == "true";
       return Ok();
     }},
};

Status Apply(Config& config, const std::string& name, const std::string& value) {
  for (const Setting& setting : kSettings) {
    if (setting.name != name) continue;
    if (auto applied = setting.apply(config, value); !applied) {
      return Fail(ErrorCode::kInvalid, "setting {}: {}", name, applied.error().message);
    }
    return Ok();
  }
  std::string known;
  for (const Setting& setting : kSettings) known += (known.empty() ? "" : ", ") + std::string(setting.name);
  return Fail(ErrorCode::kInvalid, "there is no setting '{}'; there are {}", name, known);
}

Status ApplyNode(Config& config, const std::string& name, const YAML::Node& node) {
  if (node.IsMap()) {
    for (const auto& pair : node) {
      const auto key = pair.first.as<std::string>();
      TRY_OK(ApplyNode(config, name.empty() ? key : name + "." + key, pair.second));
    }
    return Ok();
  }
  if (node.IsSequence()) {
    for (const auto& item : node) TRY_OK(ApplyNode(config, name, item));
    return Ok();
  }
  return Apply(config, name, node.IsNull() ? "" : node.as<std::string>());
}

}  // namespace

Result<Config> LoadConfig(const std::string& path, const std::vector<std::string>& settings) {
  Config config;
  if (!path.empty()) {
    YAML::Node root;
    try {
      root = YAML::LoadFile(path);
    } catch (const YAML::BadFile&) {
      return Fail(ErrorCode::kIo, "cannot read the configuration file '{}'", path);
    } catch (const YAML::Exception& thrown) {
      return Fail(ErrorCode::kInvalid, "{}: {}", path, thrown.what());
    }
    if (!root.IsNull()) {
      if (!root.IsMap())
        return Fail(ErrorCode::kInvalid, "{}: the file must hold settings, as name: value", path);
      if (auto applied = ApplyNode(config, "", root); !applied) {
        return Fail(ErrorCode::kInvalid, "{}: {}", path, applied.error().message);
      }
    }
  }
  for (const std::string& setting : settings) {
    const size_t equals = setting.find('=');
    if (equals == std::string::npos) {
      return Fail(ErrorCode::kInvalid, "--set {}: give it as name=value, such as query.max_rows=1000",
                  setting);
    }
    TRY_OK(Apply(config, setting.substr(0, equals), setting.substr(equals + 1)));
  }
  return config;
}

Result<std::pair<std::string, uint16_t>> ParseAddress(std::string_view text) {
  const size_t colon = text.rfind(':');
  std::string host = colon == std::string_view::npos ? "127.0.0.1" : std::string(text.substr(0, colon));
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  uint16_t port = 0;
  const std::string_view digits = colon == std::string_view::npos ? text : text.substr(colon + 1);
  if (host.empty() || !ReadNumber(digits, port)) {
    return Fail(ErrorCode::kInvalid, "'{}' is not an address such as 127.0.0.1:8080", text);
  }
  return std::pair{host, port};
}

Result<uint64_t> ParseBytes(std::string_view text) {
  uint64_t number = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
  std::string_view unit = text.substr(static_cast<size_t>(end.ptr - text.data()));
  while (unit.starts_with(' ')) unit.remove_prefix(1);
  int shift = -1;
  if (unit.empty() || unit == "B") shift = 0;
  constexpr std::string_view kUnits = "KMGT";
  if (!unit.empty() && (unit.substr(1) == "B" || unit.substr(1) == "iB" || unit.size() == 1)) {
    const size_t at = kUnits.find(unit[0]);
    if (at != std::string_view::npos) shift = 10 * static_cast<int>(at + 1);
  }
  if (end.ec != std::errc() || shift < 0 || number > (uint64_t{1} << (62 - shift))) {
    return Fail(ErrorCode::kInvalid, "'{}' is not a size such as 8GB", text);
  }
  return number << shift;
}

}  // namespace harrier::app
