#pragma once

#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "store/transaction.h"

namespace harrier::hunting {

/// Who reads a report.
struct ReportReader {
  std::string user;             // object id
  bool sees_all_tables = true;  // no rule hides anything from them
};

/// A sweep finds what its maker may see, so that its maker reads all of a report. Others read of a query what
/// they may see of the maker's findings: nothing, if a rule hides any table or row from them, or if the query
/// is, or was before it was deleted, somebody else's alone. "hidden" tells how many entries were left out.
boost::json::object ReportFor(store::Transaction& transaction, std::string_view workspace,
                              std::string_view sweep, boost::json::object report, const ReportReader& reader);

}  // namespace harrier::hunting
