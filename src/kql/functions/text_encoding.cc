#include "kql/functions/function.h"

namespace harrier::kql {

namespace {

/// A hash over any scalar, as text.
template <const char* kernel>
Result<plan::ExprPtr> HashText(CallContext& call, std::vector<plan::ExprPtr> args) {
  return plan::CallKernel(kernel, {Convert(args[0], Type::kString)}, call.span());
}
constexpr char kMd5[] = "hash_md5", kSha1[] = "hash_sha1", kSha256[] = "hash_sha256";

}  // namespace

extern const FunctionDef kBase64Decode;
const FunctionDef kBase64Decode{.name = "base64_decode_tostring",
                                .aliases = {"base64_decodestring"},
                                .signatures = {"(base64_string: string): string"},
                                .kernel = "base64_decode_tostring",
                                .doc = "The text that a base64 text stands for.",
                                .example = R"(print base64_decode_tostring("aGk="))"};

extern const FunctionDef kBase64Encode;
const FunctionDef kBase64Encode{.name = "base64_encode_tostring",
                                .aliases = {"base64_encodestring"},
                                .signatures = {"(string: string): string"},
                                .kernel = "base64_encode_tostring",
                                .doc = "A text as base64.",
                                .example = R"(print base64_encode_tostring("hi"))"};

extern const FunctionDef kBase64DecodeArray;
const FunctionDef kBase64DecodeArray{.name = "base64_decode_toarray",
                                     .signatures = {"(base64_string: string): dynamic"},
                                     .kernel = "base64_decode_toarray",
                                     .doc = "The bytes that a base64 text stands for, as numbers.",
                                     .example = R"(print base64_decode_toarray("aGk="))"};

extern const FunctionDef kBase64EncodeArray;
const FunctionDef kBase64EncodeArray{.name = "base64_encode_fromarray",
                                     .signatures = {"(bytes: dynamic): string"},
                                     .kernel = "base64_encode_fromarray",
                                     .doc = "An array of bytes, which must be those of a text, as base64.",
                                     .example = R"(print base64_encode_fromarray(dynamic([104, 105])))"};

extern const FunctionDef kBase64DecodeGuid;
const FunctionDef kBase64DecodeGuid{.name = "base64_decode_toguid",
                                    .signatures = {"(base64_string: string): guid"},
                                    .kernel = "base64_decode_toguid",
                                    .doc = "The guid that a base64 text stands for.",
                                    .example = R"(print base64_decode_toguid("JpbpECu8dUy7Pv5gbeJXAA=="))"};

extern const FunctionDef kBase64EncodeGuid;
const FunctionDef kBase64EncodeGuid{
    .name = "base64_encode_fromguid",
    .signatures = {"(guid: guid): string"},
    .kernel = "base64_encode_fromguid",
    .doc = "A guid's bytes as base64.",
    .example = R"(print base64_encode_fromguid(guid(ae3133f2-6e22-49ae-b06a-16e6a9b212eb)))"};

extern const FunctionDef kUrlDecode;
const FunctionDef kUrlDecode{.name = "url_decode",
                             .signatures = {"(encoded_url: string): string"},
                             .kernel = "url_decode",
                             .doc = "A text without its URL escapes.",
                             .example = R"(print url_decode("a%20b"))"};

extern const FunctionDef kUrlEncode;
const FunctionDef kUrlEncode{.name = "url_encode",

                             .signatures = {"(url: string): string"},
                             .kernel = "url_encode",
                             .doc = "A text with URL escapes.",
                             .example = R"(print url_encode("a b"))"};

extern const FunctionDef kUrlEncodeComponent;
const FunctionDef kUrlEncodeComponent{.name = "url_encode_component",
                                      .signatures = {"(url: string): string"},
                                      .kernel = "url_encode_component",
                                      .doc = "A text with URL escapes, blanks too.",
                                      .example = R"(print url_encode_component("a b"))"};

extern const FunctionDef kHashMd5;
const FunctionDef kHashMd5{.name = "hash_md5",
                           .signatures = {"(source: scalar): string"},
                           .lower = HashText<kMd5>,
                           .doc = "The MD5 of a value's text, in hexadecimal.",
                           .example = R"(print hash_md5("abc"))"};

extern const FunctionDef kHashSha1;
const FunctionDef kHashSha1{.name = "hash_sha1",
                            .signatures = {"(source: scalar): string"},
                            .lower = HashText<kSha1>,
                            .doc = "The SHA-1 of a value's text, in hexadecimal.",
                            .example = R"(print hash_sha1("abc"))"};

extern const FunctionDef kHashSha256;
const FunctionDef kHashSha256{.name = "hash_sha256",
                              .signatures = {"(source: scalar): string"},
                              .lower = HashText<kSha256>,
                              .doc = "The SHA-256 of a value's text, in hexadecimal.",
                              .example = R"(print hash_sha256("abc"))"};

}  // namespace harrier::kql
