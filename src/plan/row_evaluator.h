#pragma once

#include <deque>

#include "plan/expr.h"
#include "runtime/cell.h"

namespace harrier::plan {

/// Evaluates expressions row by row, for what an engine cannot do by columns: a scan's steps, whose state
/// depends on the row before. Columns are cells that the caller changes between calls.
class RowEvaluator {
 public:
  /// A node of a compiled expression; it keeps its last result.
  class Step {
   public:
    virtual ~Step() = default;
    virtual const runtime::Cell& Run() = 0;
  };
  using StepPtr = std::unique_ptr<Step>;
  /// The cell that a column stands for now; asked at each call.
  using Source = std::function<StepPtr(const Expr& column)>;

  /// kNotSupported for subqueries and kernels that give lists.
  static Result<StepPtr> Compile(const Expr& expr, const Source& source);
};

}  // namespace harrier::plan
