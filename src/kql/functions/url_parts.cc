#include "kql/functions/function.h"

namespace harrier::kql {

extern const FunctionDef kParseUrl;
const FunctionDef kParseUrl{.name = "parse_url",
                            .aliases = {"parseurl"},
                            .signatures = {"(url: string): dynamic"},
                            .kernel = "parse_url",
                            .doc = "The parts of a URL as a bag.",
                            .example = R"(print parse_url("http://h.com:80/p?q=1").Host)"};

extern const FunctionDef kParseUrlQuery;
const FunctionDef kParseUrlQuery{.name = "parse_urlquery",
                                 .aliases = {"parseurlquery"},
                                 .signatures = {"(query: string): dynamic"},
                                 .kernel = "parse_urlquery",
                                 .doc = "The parameters of a URL's query as a bag.",
                                 .example = R"(print parse_urlquery("k1=v1&k2=v2"))"};

extern const FunctionDef kParsePath;
const FunctionDef kParsePath{.name = "parse_path",
                             .signatures = {"(path: string): dynamic"},
                             .kernel = "parse_path",
                             .doc = "The parts of a file's path as a bag.",
                             .example = R"(print parse_path("/usr/lib/file.txt").Filename)"};

}  // namespace harrier::kql
