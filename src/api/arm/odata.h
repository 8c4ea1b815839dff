#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "base/error.h"

namespace harrier::api::arm {

struct FilterNode;

/// An OData $filter over resources as they are written (OData 4.01, URL conventions, 5.1.1): eq ne gt ge lt
/// le in, and or not, contains startswith endswith tolower toupper length, any and all over lists; paths such
/// as properties/status, whose names compare without case. A missing property is null.
class Filter {
 public:
  static Result<Filter> Parse(std::string_view text);
  bool Matches(const boost::json::value& resource) const;

 private:
  std::shared_ptr<const FilterNode> root_;
};

/// An OData $orderby: paths, each with asc or desc.
class Ordering {
 public:
  static Result<Ordering> Parse(std::string_view text);
  /// Whether `a` comes before `b`; nulls are the least.
  bool Before(const boost::json::value& a, const boost::json::value& b) const;

 private:
  struct Key {
    std::vector<std::string> path;
    bool descending = false;
  };
  std::vector<Key> keys_;
};

/// The value that a path of names leads to; null if there is none. Names compare without case.
const boost::json::value& AtPath(const boost::json::value& root, const std::vector<std::string>& path);

}  // namespace harrier::api::arm
