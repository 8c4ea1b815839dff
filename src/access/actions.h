#pragma once

#include <string_view>

/// The actions that more than one place asks for: Azure's own where there is one.
namespace harrier::access {

inline constexpr std::string_view kReadWorkspace = "Microsoft.OperationalInsights/workspaces/read";
inline constexpr std::string_view kQuery = "Microsoft.OperationalInsights/workspaces/query/read";
inline constexpr std::string_view kWriteTables = "Microsoft.OperationalInsights/workspaces/tables/write";
inline constexpr std::string_view kDeleteTables = "Microsoft.OperationalInsights/workspaces/tables/delete";
/// Stored functions are saved searches with an alias there.
inline constexpr std::string_view kWriteSearches =
    "Microsoft.OperationalInsights/workspaces/savedSearches/write";
inline constexpr std::string_view kDeleteSearches =
    "Microsoft.OperationalInsights/workspaces/savedSearches/delete";
/// Rows into tables, by files and by Kusto's ingestion.
inline constexpr std::string_view kWriteRows = "Harrier/tables/rows/write";
/// Rows through a data collection rule, and so into tables that it may make.
inline constexpr std::string_view kWriteCollectedRows = "Microsoft.Insights/dataCollectionRules/data/write";
/// Ending queries of others; one's own need only kQuery.
inline constexpr std::string_view kCancelQueries = "Harrier/queries/cancel/action";
/// Deleting bookmarks of others.
inline constexpr std::string_view kDeleteBookmarksOfOthers = "Harrier/hunting/bookmarks/deleteOthers/action";
/// What concerns the caller alone.
inline constexpr std::string_view kReadMe = "Harrier/me/read";

}  // namespace harrier::access
