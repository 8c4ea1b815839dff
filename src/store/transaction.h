#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "store/object.h"

namespace harrier::store {

/// The objects as one transaction sees them, its own changes included. Lives as long as the call it is
/// given to.
class Transaction {
 public:
  virtual ~Transaction() = default;
  virtual Result<std::optional<Object>> Get(const ObjectKey& key) = 0;
  /// By its id, whatever its name.
  virtual Result<std::optional<Object>> GetById(std::string_view id) = 0;
  /// Oldest first. Without `parent`: of all parents.
  virtual Result<std::vector<Object>> List(std::string_view workspace, std::string_view kind,
                                           std::optional<std::string_view> parent = std::nullopt) = 0;
  /// Every change of an object, also of one that was deleted, in order; none if there never was one.
  virtual Result<std::vector<Change>> History(const ObjectKey& key) = 0;
  /// Creates or replaces an object, and notes it in the journal. The name of one that exists stays as it is.
  virtual Result<Object> Put(const ObjectKey& key, std::string body, const Match& match = {}) = 0;
  /// False: it was not there. The objects below it go first, each with an entry in the journal.
  virtual Result<bool> Delete(const ObjectKey& key, const Match& match = {}) = 0;
  /// 1, 2, … of a workspace's counter. A transaction that is given up has counted nothing, so that there are
  /// no gaps.
  virtual Result<int64_t> NextNumber(std::string_view workspace, std::string_view counter) = 0;
};

}  // namespace harrier::store
