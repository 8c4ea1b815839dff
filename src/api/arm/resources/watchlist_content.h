#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "api/arm/resource.h"
#include "hunting/watchlists/watchlist.h"
#include "ingest/byte_source.h"

namespace harrier::api::arm {

/// Opens the content of a watchlist, CSV or TSV, from its beginning. It is read twice.
using OpenContent = std::function<Result<std::unique_ptr<ingest::ByteSource>>()>;

/// Appends the content's items to the table Watchlist, a part at a time, so that the memory it takes does not
/// grow with them, and then the list's own row, with which all of them count at once; items that the list has
/// already, value for value, are left out (Sentinel docs, bulk update of watchlists). Nothing is appended if
/// a line cannot be read. The list's counts and time change with it.
Status AppendContent(const Context& context, std::string_view alias, bool is_new,
                     hunting::Watchlist& watchlist, const OpenContent& open);

/// POST watchlists/{alias}/content: items for a list that is there, as a body of any size. The store may be
/// changed while they come in; kConflict if the list was given other content meanwhile.
Response AddContent(const Context& context);

}  // namespace harrier::api::arm
