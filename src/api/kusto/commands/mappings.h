#pragma once

#include "api/kusto/commands/command.h"

namespace harrier::api::kusto {

/// What goes on after a table's name with "ingestion" (Kusto docs, create-, show- and drop-ingestion-mapping
/// commands): `<kind> mapping "name" '[…]'`.
enum class WhenThere : uint8_t { kRefuse, kReplace };
CommandResult CreateMapping(CommandContext& context, CommandReader& reader, const std::string& table,
                            WhenThere when_there);
CommandResult ShowMappings(CommandContext& context, CommandReader& reader, const std::string& table);
CommandResult DropMapping(CommandContext& context, CommandReader& reader, const std::string& table);

}  // namespace harrier::api::kusto
