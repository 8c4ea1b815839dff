#include "kql/functions/function.h"

// Compressed texts (Kusto docs: gzip_*_base64_string(), zlib_*_base64_string()).
namespace harrier::kql {

extern const FunctionDef kGzipCompress;
const FunctionDef kGzipCompress{
    .name = "gzip_compress_to_base64_string",
    .signatures = {"(string: string): string"},
    .kernel = "gzip_compress_to_base64_string",
    .doc = "A text compressed by gzip, as base64.",
    .example = R"x(print gzip_compress_to_base64_string("1234567890"))x",
};

extern const FunctionDef kGzipDecompress;
const FunctionDef kGzipDecompress{
    .name = "gzip_decompress_from_base64_string",
    .signatures = {"(string: string): string"},
    .kernel = "gzip_decompress_from_base64_string",
    .doc = "The text that a gzip in base64 holds; empty for what is none.",
    .example =
        R"x(print gzip_decompress_from_base64_string("H4sIAAAAAAAA/wEUAOv/MTIzNDU2Nzg5MHF3ZXJ0eXVpb3A6m7f2FAAAAA=="))x",
};

extern const FunctionDef kZlibCompress;
const FunctionDef kZlibCompress{
    .name = "zlib_compress_to_base64_string",
    .signatures = {"(string: string): string"},
    .kernel = "zlib_compress_to_base64_string",
    .doc = "A text compressed by zlib, as base64.",
    .example = R"x(print zlib_compress_to_base64_string("1234567890"))x",
};

extern const FunctionDef kZlibDecompress;
const FunctionDef kZlibDecompress{
    .name = "zlib_decompress_from_base64_string",
    .signatures = {"(string: string): string"},
    .kernel = "zlib_decompress_from_base64_string",
    .doc = "The text that a zlib stream in base64 holds; empty for what is none.",
    .example = R"x(print zlib_decompress_from_base64_string("eJwLSS0uUSguKcrMS1cwNDIGACxqBQ4="))x",
};

}  // namespace harrier::kql
