#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "store/connection.h"
#include "store/transaction.h"

namespace harrier::store {

/// Who writes, when and why: what all entries of one transaction share.
struct Writing {
  const Actor& actor;
  const std::string& reason;
  int64_t now;  // ticks
  Ids& ids;
};

/// A transaction over a connection on which one has begun.
class SqlTransaction final : public Transaction {
 public:
  /// Without `writing`, writes fail.
  SqlTransaction(Connection& connection, const Writing* writing)
      : connection_(connection), writing_(writing) {}

  Result<std::optional<Object>> Get(const ObjectKey& key) override;
  Result<std::optional<Object>> GetById(std::string_view id) override;
  Result<std::vector<Object>> List(std::string_view workspace, std::string_view kind,
                                   std::optional<std::string_view> parent) override;
  Result<std::vector<Change>> History(const ObjectKey& key) override;
  Result<Object> Put(const ObjectKey& key, std::string body, const Match& match) override;
  Result<bool> Delete(const ObjectKey& key, const Match& match) override;
  Result<int64_t> NextNumber(std::string_view workspace, std::string_view counter) override;

  /// The last entry that it wrote to the journal; 0 if none.
  int64_t last_sequence() const { return last_sequence_; }

 private:
  Status CheckWrite(const ObjectKey& key) const;
  /// Notes a change; the object is as it will be, the bodies as before and after. Its actor's number.
  Result<int64_t> Record(const Object& object, ChangeKind kind, std::string before, std::string after);
  Status DeleteWithChildren(const Object& object);

  Connection& connection_;
  const Writing* writing_;
  int64_t last_sequence_ = 0;
  int64_t actor_number_ = 0;
  std::string correlation_;
};

}  // namespace harrier::store
