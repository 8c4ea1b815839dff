#include "api/kusto/commands/command.h"
#include "api/kusto/commands/schema_json.h"
#include "kql/parser/parser.h"

namespace harrier::api::kusto {
namespace {

using query::FixedTable;

FixedTable FunctionsTable(const std::vector<catalog::StoredFunctionPtr>& functions) {
  FixedTable table({{"Name", Type::kString},
                    {"Parameters", Type::kString},
                    {"Body", Type::kString},
                    {"Folder", Type::kString},
                    {"DocString", Type::kString}});
  for (const auto& function : functions) {
    const auto [parameters, body] = SplitFunction(function->text);
    table.AddRow({Value::String(function->name), Value::String(std::string(parameters)),
                  Value::String(std::string(body)), Value::String(function->folder),
                  Value::String(function->description)});
  }
  return table;
}

std::vector<FixedTable> One(FixedTable table) {
  std::vector<FixedTable> tables;
  tables.push_back(std::move(table));
  return tables;
}

CommandResult ShowFunctions(CommandContext& context, CommandReader&) {
  return One(FunctionsTable(context.service->catalog()->functions()));
}

Result<catalog::StoredFunctionPtr> NamedFunction(CommandContext& context, CommandReader& reader) {
  const Span span = reader.next().span;
  TRY(const std::string name, reader.Name("a function's name"));
  auto function = context.service->catalog()->FindFunction(name);
  if (function == nullptr) {
    return FailAt(span, "KS142", ErrorCode::kSemantic, "there is no stored function named '{}'", name);
  }
  return function;
}

CommandResult ShowFunction(CommandContext& context, CommandReader& reader) {
  TRY(const auto function, NamedFunction(context, reader));
  return One(FunctionsTable({function}));
}

CommandResult Create(CommandContext& context, CommandReader& reader, bool replace) {
  const bool lenient = reader.Accept("ifnotexists");
  TRY(const auto properties, reader.Properties());
  catalog::StoredFunction function;
  for (const auto& [name, value] : properties) {
    if (name == "docstring") function.description = value;
    if (name == "folder") function.folder = value;
  }
  const Span span = reader.next().span;
  TRY(function.name, reader.Name("a function's name"));
  if (const auto before = context.service->catalog()->FindFunction(function.name);
      before != nullptr && !replace) {
    if (!lenient) {
      return FailAt(span, "", ErrorCode::kConflict,
                    "the function '{}' exists; .create-or-alter function replaces it", function.name);
    }
    reader.SkipToEnd();
    return One(FunctionsTable({before}));
  }
  if (!reader.next().Is("(")) return reader.Unexpected("'(' and the function's parameters");
  const uint32_t begin = reader.next().span.begin;
  function.text = std::string(reader.Rest());
  reader.SkipToEnd();

  constexpr std::string_view kBefore = "let f = ";
  const auto parsed = kql::Parse(std::string(kBefore) + function.text);
  if (!parsed.ok()) {
    Error error{ErrorCode::kSyntax, parsed.diagnostics.front().message};
    error.diagnostics = parsed.diagnostics;
    for (Diagnostic& finding : error.diagnostics) {
      finding.span.begin += begin - static_cast<uint32_t>(kBefore.size());
      finding.span.end += begin - static_cast<uint32_t>(kBefore.size());
    }
    return tl::unexpected(std::move(error));
  }
  if (SplitFunction(function.text).first == "()" && !function.text.starts_with("(")) {
    return FailAt(span, "", ErrorCode::kSyntax, "a function has the form name(parameters) {{ body }}");
  }
  TRY_OK(context.storage->CreateFunction(function));
  return One(FunctionsTable({std::make_shared<catalog::StoredFunction>(std::move(function))}));
}

CommandResult CreateFunction(CommandContext& context, CommandReader& reader) {
  return Create(context, reader, false);
}
CommandResult CreateOrAlterFunction(CommandContext& context, CommandReader& reader) {
  return Create(context, reader, true);
}

CommandResult DropFunction(CommandContext& context, CommandReader& reader) {
  CommandReader ahead = reader;
  auto function = NamedFunction(context, ahead);
  const bool lenient = !function && reader.Name("a function's name") && reader.Accept("ifexists");
  if (!function && !lenient) return tl::unexpected(function.error());
  if (function) {
    reader = ahead;
    reader.Accept("ifexists");
    TRY_OK(context.storage->DropFunction((*function)->name));
  }
  return One(FunctionsTable(context.storage->catalog()->functions()));
}

}  // namespace

std::span<const Command> FunctionCommands() {
  static constexpr Command kCommands[] = {
      {"show functions", ShowFunctions},
      {"show function", ShowFunction},
      {"create function", CreateFunction, access::kWriteSearches},
      {"create-or-alter function", CreateOrAlterFunction, access::kWriteSearches},
      {"drop function", DropFunction, access::kDeleteSearches},
  };
  return kCommands;
}

}  // namespace harrier::api::kusto
