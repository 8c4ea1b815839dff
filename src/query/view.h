#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "catalog/catalog.h"

namespace harrier::query {

class Service;
class View;
using ViewPtr = std::shared_ptr<const View>;

/// What one asker may see of a workspace's tables. Everything that a query can name is looked up in the
/// catalogue made by CatalogSeenBy, so there is no way past it. Safe for use by several threads at once.
class View {
 public:
  virtual ~View() = default;
  /// The same for all who see the same, and another one as soon as they see anything else: answers are shared
  /// by it.
  virtual const std::string& id() const = 0;
  /// Of a table, by its name: nullopt if it is not to be seen at all; else a KQL predicate over its columns
  /// that its rows must fulfil, empty for all rows.
  virtual std::optional<std::string> RowsOf(std::string_view table) const = 0;
  /// Whether RowsOf gives all rows of all tables.
  virtual bool sees_all() const { return false; }
  /// What the same asker sees of another workspace (its guid); null: everything. kForbidden if nothing may be
  /// asked there.
  virtual Result<ViewPtr> In(std::string_view workspace) const;
};

/// The catalogue without the tables that are hidden, with the row rules of the others. A rule joins the one
/// that the table has already.
catalog::CatalogPtr CatalogSeenBy(const catalog::CatalogPtr& all, const View& view);

/// The service as the asker sees it: `service` (which must outlive it) with the view in every request.
std::unique_ptr<Service> SeenBy(Service& service, ViewPtr view);

}  // namespace harrier::query
