#include "plan/row_evaluator.h"

namespace harrier::plan {

namespace {

using runtime::Cell;
using runtime::ColumnView;
using Step = RowEvaluator::Step;
using StepPtr = RowEvaluator::StepPtr;
using Steps = std::vector<StepPtr>;

bool IsTrue(const Cell& cell) {
  return !cell.is_null() && cell.as<uint8_t>() != 0;
}

template <typename T>
int Order(T a, T b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

/// Of two values of one type that are not null; nothing where one is NaN.
std::optional<int> Compare(const Cell& a, const Cell& b) {
  switch (a.type()) {
    case Type::kBool:
      return Order(a.as<uint8_t>(), b.as<uint8_t>());
    case Type::kInt:
      return Order(a.as<int32_t>(), b.as<int32_t>());
    case Type::kLong:
    case Type::kDatetime:
    case Type::kTimespan:
      return Order(a.as<int64_t>(), b.as<int64_t>());
    case Type::kReal: {
      const auto x = a.as<double>();
      const auto y = b.as<double>();
      if (std::isnan(x) || std::isnan(y)) return std::nullopt;
      return Order(x, y);
    }
    case Type::kDecimal:
      return Order(a.as<int128>(), b.as<int128>());
    case Type::kGuid:
      return Order(a.as<runtime::GuidCell>().guid(), b.as<runtime::GuidCell>().guid());
    default:
      return Order(a.text(), b.text());
  }
}

class LiteralStep final : public Step {
 public:
  explicit LiteralStep(const Expr& expr) : cell_(expr.type) { cell_.Put(expr.value); }
  const Cell& Run() override { return cell_; }

 private:
  Cell cell_;
};

class KernelStep final : public Step {
 public:
  KernelStep(const Expr& expr, std::shared_ptr<runtime::KernelState> state, Steps args)
      : kernel_(*expr.kernel), state_(std::move(state)), args_(std::move(args)), out_(kernel_.result.type) {
    views_.resize(args_.size());
  }

  const Cell& Run() override {
    for (size_t i = 0; i < args_.size(); ++i) {
      const Cell& arg = args_[i]->Run();
      if (kernel_.strict_nulls && arg.is_null()) {
        out_.PutNull();
        return out_;
      }
      views_[i] = arg.view();
    }
    out_.Begin();
    kernel_.run({views_, 1, &out_, state_.get()});
    return out_;
  }

 private:
  const runtime::Kernel& kernel_;
  std::shared_ptr<runtime::KernelState> state_;
  Steps args_;
  std::vector<ColumnView> views_;
  Cell out_;
};

/// Anything that gives a boolean.
class LogicStep final : public Step {
 public:
  LogicStep(Op op, Steps args) : op_(op), args_(std::move(args)) {}

  const Cell& Run() override {
    const std::optional<bool> result = Result();
    if (result)
      out_.Put<uint8_t>(*result ? 1 : 0);
    else
      out_.PutNull();
    return out_;
  }

 private:
  std::optional<bool> Result() {
    switch (op_) {
      case Op::kAnd:
      case Op::kOr:
        return AndOr(op_ == Op::kOr);
      case Op::kNot: {
        const Cell& x = args_[0]->Run();
        return x.is_null() ? std::nullopt : std::optional(!IsTrue(x));
      }
      case Op::kIsNull:
        return args_[0]->Run().is_null();
      case Op::kIn:
      case Op::kNotIn:
        return In(op_ == Op::kNotIn);
      default:
        return Comparison();
    }
  }

  std::optional<bool> AndOr(bool decides) {
    bool null = false;
    for (const StepPtr& arg : args_) {
      const Cell& x = arg->Run();
      if (x.is_null())
        null = true;
      else if (IsTrue(x) == decides)
        return decides;
    }
    return null ? std::nullopt : std::optional(!decides);
  }

  std::optional<bool> In(bool negated) {
    const Cell& x = args_[0]->Run();
    if (x.is_null()) return negated;
    for (size_t i = 1; i < args_.size(); ++i) {
      const Cell& y = args_[i]->Run();
      if (!y.is_null() && Compare(x, y) == 0) return !negated;
    }
    return negated;
  }

  std::optional<bool> Comparison() {
    const Cell& a = args_[0]->Run();
    const Cell& b = args_[1]->Run();
    if (a.is_null() || b.is_null()) return ComparisonOfNulls(op_, a.is_null(), b.is_null());
    return ComparisonOf(op_, Compare(a, b));
  }

  Op op_;
  Steps args_;
  Cell out_{Type::kBool};
};

class RealStep final : public Step {
 public:
  RealStep(Op op, Steps args) : op_(op), args_(std::move(args)) {}

  const Cell& Run() override {
    const Cell& a = args_[0]->Run();
    const Cell& b = args_.back()->Run();
    if (a.is_null() || b.is_null()) {
      out_.PutNull();
      return out_;
    }
    const auto x = a.as<double>();
    const auto y = b.as<double>();
    switch (op_) {
      case Op::kAdd:
        out_.Put(x + y);
        break;
      case Op::kSub:
        out_.Put(x - y);
        break;
      case Op::kMul:
        out_.Put(x * y);
        break;
      case Op::kDiv:
        out_.Put(x / y);
        break;
      default:
        out_.Put(-x);
    }
    return out_;
  }

 private:
  Op op_;
  Steps args_;
  Cell out_{Type::kReal};
};

/// kCase and kCoalesce: one of the arguments, as it is.
class ChoiceStep final : public Step {
 public:
  ChoiceStep(Op op, Steps args) : op_(op), args_(std::move(args)) {}

  const Cell& Run() override {
    if (op_ == Op::kCoalesce) {
      for (const StepPtr& arg : args_) {
        const Cell& x = arg->Run();
        if (!x.is_null() || &arg == &args_.back()) return x;
      }
    }
    for (size_t i = 0; i + 1 < args_.size(); i += 2) {
      if (IsTrue(args_[i]->Run())) return args_[i + 1]->Run();
    }
    return args_.back()->Run();
  }

 private:
  Op op_;
  Steps args_;
};

class WidenStep final : public Step {
 public:
  WidenStep(Type from, Type to, StepPtr arg) : from_(from), arg_(std::move(arg)), out_(to) {}

  const Cell& Run() override {
    const Cell& x = arg_->Run();
    if (x.is_null()) {
      out_.PutNull();
    } else if (from_ == out_.type()) {
      out_.Copy(x);
    } else {
      const int64_t whole = from_ == Type::kInt    ? x.as<int32_t>()
                            : from_ == Type::kBool ? x.as<uint8_t>()
                                                   : x.as<int64_t>();
      if (out_.type() == Type::kReal)
        out_.Put(from_ == Type::kReal ? x.as<double>() : static_cast<double>(whole));
      else if (out_.type() == Type::kInt)
        out_.Put(static_cast<int32_t>(whole));
      else
        out_.Put(whole);
    }
    return out_;
  }

 private:
  Type from_;
  StepPtr arg_;
  Cell out_;
};

class ConcatStep final : public Step {
 public:
  explicit ConcatStep(Steps args) : args_(std::move(args)) {}

  const Cell& Run() override {
    text_.clear();
    for (const StepPtr& arg : args_) text_ += arg->Run().text();
    out_.PutText(text_);
    return out_;
  }

 private:
  Steps args_;
  std::string text_;
  Cell out_{Type::kString};
};

Result<StepPtr> CompileOp(const Expr& expr, Steps args) {
  switch (expr.op) {
    case Op::kAdd:
    case Op::kSub:
    case Op::kMul:
    case Op::kDiv:
    case Op::kNeg:
      return std::make_unique<RealStep>(expr.op, std::move(args));
    case Op::kCase:
    case Op::kCoalesce:
      return std::make_unique<ChoiceStep>(expr.op, std::move(args));
    case Op::kWiden:
      return std::make_unique<WidenStep>(expr.args[0]->type, expr.type, std::move(args[0]));
    case Op::kConcat:
      return std::make_unique<ConcatStep>(std::move(args));
    default:
      return std::make_unique<LogicStep>(expr.op, std::move(args));
  }
}

Result<StepPtr> CompileKernel(const Expr& expr, Steps args) {
  const runtime::Kernel& kernel = *expr.kernel;
  if (kernel.result.list) {
    return FailAt(expr.span, "", ErrorCode::kNotSupported, "not supported: {}() over a step's state",
                  kernel.name);
  }
  std::shared_ptr<runtime::KernelState> state;
  if (kernel.prepare != nullptr) {
    runtime::ConstantArgs constants;
    for (const ExprPtr& arg : expr.args) {
      constants.push_back(arg->is_literal() ? std::optional(arg->value) : std::nullopt);
    }
    TRY(state, kernel.prepare(constants));
  }
  return std::make_unique<KernelStep>(expr, std::move(state), std::move(args));
}

}  // namespace

Result<StepPtr> RowEvaluator::Compile(const Expr& expr, const Source& source) {
  Steps args;
  for (const ExprPtr& arg : expr.args) {
    TRY(StepPtr step, Compile(*arg, source));
    args.push_back(std::move(step));
  }
  switch (expr.kind) {
    case Expr::Kind::kLiteral:
      return std::make_unique<LiteralStep>(expr);
    case Expr::Kind::kColumn:
      return source(expr);
    case Expr::Kind::kOp:
      return CompileOp(expr, std::move(args));
    case Expr::Kind::kKernel:
      return CompileKernel(expr, std::move(args));
    default:
      return FailAt(expr.span, "", ErrorCode::kNotSupported, "not supported: a subquery over a step's state");
  }
}

}  // namespace harrier::plan
