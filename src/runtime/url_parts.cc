#include "runtime/json_text.h"
#include "runtime/kernel_of.h"

// parse_url(), parse_urlquery(), parse_path() (Kusto docs).
namespace harrier::runtime {
namespace {

void AppendMember(std::string& out, std::string_view key, std::string_view value) {
  AppendJsonKey(out, key);
  AppendJsonString(out, value);
}

/// k1=v1&k2=v2 as an object.
void AppendQuery(std::string& out, std::string_view query) {
  out += '{';
  while (!query.empty()) {
    const size_t end = query.find('&');
    const std::string_view pair = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
    const size_t equals = pair.find('=');
    if (pair.empty()) continue;
    AppendMember(out, pair.substr(0, equals),
                 equals == std::string_view::npos ? "" : pair.substr(equals + 1));
  }
  out += '}';
}

/// Cuts `s` at the first of `mark`: what follows it goes to `rest`, empty if it is not there.
std::string_view CutAt(std::string_view s, char mark, std::string_view* rest) {
  const size_t at = s.find(mark);
  *rest = at == std::string_view::npos ? std::string_view() : s.substr(at + 1);
  return s.substr(0, at);
}

bool ParseUrl(JsonOut& out, std::string_view url) {
  std::string_view scheme, authority, path, query, fragment, user, password, port;
  std::string_view rest = CutAt(url, '#', &fragment);
  rest = CutAt(rest, '?', &query);
  if (const size_t colon = rest.find("://"); colon != std::string_view::npos) {
    scheme = rest.substr(0, colon);
    rest = rest.substr(colon + 3);
    const size_t slash = rest.find('/');
    authority = rest.substr(0, slash);
    path = slash == std::string_view::npos ? std::string_view() : rest.substr(slash);
  } else {
    path = rest;
  }
  if (const size_t at = authority.rfind('@'); at != std::string_view::npos) {
    user = CutAt(authority.substr(0, at), ':', &password);
    authority = authority.substr(at + 1);
  }
  std::string_view host = authority;
  // The colons of an address in brackets are no port's.
  const size_t colon = authority.rfind(':');
  if (colon != std::string_view::npos && authority.find(']', colon) == std::string_view::npos) {
    host = authority.substr(0, colon);
    port = authority.substr(colon + 1);
  }
  out.text = "{";
  AppendMember(out.text, "Scheme", scheme);
  AppendMember(out.text, "Host", host);
  AppendMember(out.text, "Port", port);
  AppendMember(out.text, "Path", path);
  AppendMember(out.text, "Username", user);
  AppendMember(out.text, "Password", password);
  AppendJsonKey(out.text, "Query Parameters");
  AppendQuery(out.text, query);
  AppendMember(out.text, "Fragment", fragment);
  out.text += '}';
  return true;
}

bool ParseUrlQuery(JsonOut& out, std::string_view query) {
  out.text = "{";
  AppendJsonKey(out.text, "Query Parameters");
  AppendQuery(out.text, query);
  out.text += '}';
  return true;
}

bool ParsePath(JsonOut& out, std::string_view path) {
  std::string_view scheme, root, stream;
  std::string_view rest = path;
  if (const size_t colon = rest.find("://"); colon != std::string_view::npos) {
    scheme = rest.substr(0, colon);
    rest = rest.substr(colon + 3);
  }
  const std::string_view whole = rest;
  const bool drive = rest.size() >= 2 && std::isalpha(static_cast<unsigned char>(rest[0])) && rest[1] == ':';
  if (drive) root = rest.substr(0, 2);
  const size_t slash = rest.find_last_of("/\\");
  std::string_view file = slash == std::string_view::npos ? rest : rest.substr(slash + 1);
  if (drive && slash == std::string_view::npos) file = rest.substr(2);
  std::string_view directory = slash == std::string_view::npos ? std::string_view() : whole.substr(0, slash);
  file = CutAt(file, ':', &stream);
  const size_t above = directory.find_last_of("/\\");
  std::string_view name = above == std::string_view::npos ? directory : directory.substr(above + 1);
  if (name == root) name = {};
  const size_t dot = file.rfind('.');
  out.text = "{";
  AppendMember(out.text, "Scheme", scheme);
  AppendMember(out.text, "RootPath", root);
  AppendMember(out.text, "DirectoryPath", directory);
  AppendMember(out.text, "DirectoryName", name);
  AppendMember(out.text, "Filename", file);
  AppendMember(out.text, "Extension", dot == std::string_view::npos ? "" : file.substr(dot + 1));
  AppendMember(out.text, "AlternateDataStreamName", stream);
  out.text += '}';
  return true;
}

}  // namespace

void AddUrlParts(KernelRegistry& registry) {
  registry.Add(KernelOf<ParseUrl>("parse_url"));
  registry.Add(KernelOf<ParseUrlQuery>("parse_urlquery"));
  registry.Add(KernelOf<ParsePath>("parse_path"));
}

}  // namespace harrier::runtime
