#include "kql/functions/signature.h"

#include <charconv>
#include <limits>

namespace harrier::kql {
namespace {

/// Reads the small language of signatures, left to right.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  Signature Read() {
    Signature s;
    Expect("(");
    while (!Accept(")")) {
      if (!s.parameters.empty()) Expect(",");
      s.parameters.push_back(ReadParameter());
    }
    Expect(":");
    const std::string_view result = Word();
    if (result == "first")
      s.result_of = 0;
    else if (result == "second")
      s.result_of = 1;
    else if (result == "third")
      s.result_of = 2;
    else if (result == "common")
      s.result_common = true;
    else
      s.result = TypeFromName(result).value();
    return s;
  }

 private:
  Parameter ReadParameter() {
    Parameter p;
    p.repeated = Accept("...");
    p.name = Word();
    if (p.name == "const" && !Peek(":") && !Peek("?")) {
      p.constant = true;
      p.name = Word();
    }
    p.optional = Accept("?");
    Expect(":");
    do {
      AddType(p.kind, Word());
    } while (Accept("|"));
    if (Accept("=")) p.default_value = ReadDefault(p);
    return p;
  }

  static void AddType(ParameterKind& kind, std::string_view name) {
    auto add = [&](std::initializer_list<Type> types) { kind.types.insert(kind.types.end(), types); };
    if (name == "scalar") return;
    if (name == "common") {
      kind.common = true;
      return;
    }
    if (name == "number") return add({Type::kLong, Type::kInt, Type::kReal, Type::kDecimal});
    if (name == "integer") return add({Type::kLong, Type::kInt});
    if (name == "time") return add({Type::kDatetime, Type::kTimespan});
    add({TypeFromName(name).value()});
  }

  Value ReadDefault(const Parameter& p) {
    if (Accept("'")) {
      const size_t end = rest_.find('\'');
      std::string text(rest_.substr(0, end));
      rest_.remove_prefix(end + 1);
      return Value::String(std::move(text));
    }
    const std::string_view word = Word();
    const Type type = p.kind.types.empty() ? Type::kLong : p.kind.types.front();
    if (word == "null") return Value::Null(type);
    if (word == "true" || word == "false") return Value::Bool(word == "true");
    if (type == Type::kReal) {
      double v = 0;
      std::from_chars(word.data(), word.data() + word.size(), v);
      return Value::Real(v);
    }
    int64_t v = 0;
    std::from_chars(word.data(), word.data() + word.size(), v);
    if (type == Type::kDatetime) return Value::Datetime(v);
    if (type == Type::kTimespan) return Value::Timespan(v);
    if (type == Type::kInt) return Value::Int(static_cast<int32_t>(v));
    return Value::Long(v);
  }

  void Space() {
    while (!rest_.empty() && rest_.front() == ' ') rest_.remove_prefix(1);
  }
  bool Peek(std::string_view token) {
    Space();
    return rest_.starts_with(token);
  }
  bool Accept(std::string_view token) {
    if (!Peek(token)) return false;
    rest_.remove_prefix(token.size());
    return true;
  }
  void Expect(std::string_view token) {
    if (!Accept(token))
      throw std::logic_error(fmt::format("signature: '{}' wanted before '{}'", token, rest_));
  }
  std::string_view Word() {
    Space();
    size_t n = 0;
    while (n < rest_.size() && (std::isalnum(static_cast<unsigned char>(rest_[n])) || rest_[n] == '_' ||
                                rest_[n] == '-' || rest_[n] == '+' || (rest_[n] == '.' && n > 0))) {
      ++n;
    }
    const std::string_view word = rest_.substr(0, n);
    rest_.remove_prefix(n);
    return word;
  }

  std::string_view rest_;
};

int NumberRank(Type t) {
  switch (t) {
    case Type::kInt:
      return 1;
    case Type::kLong:
      return 2;
    case Type::kReal:
      return 3;
    case Type::kDecimal:
      return 4;
    default:
      return 0;
  }
}

}  // namespace

bool ParameterKind::Takes(Type type) const {
  return types.empty() || std::find(types.begin(), types.end(), type) != types.end();
}

size_t Signature::least_arguments() const {
  size_t n = 0;
  for (const Parameter& p : parameters) {
    if (!p.optional && !p.default_value && !p.repeated) ++n;
  }
  return n;
}

const Parameter* Signature::ParameterOf(size_t i) const {
  if (i < parameters.size()) return &parameters[i];
  return !parameters.empty() && parameters.back().repeated ? &parameters.back() : nullptr;
}

Signature ParseSignature(std::string_view text) {
  return Reader(text).Read();
}

std::optional<Type> CommonOf(Type a, Type b) {
  if (a == b || b == Type::kUnknown) return a;
  if (a == Type::kUnknown) return b;
  if (IsNumeric(a) && IsNumeric(b)) return NumberRank(a) > NumberRank(b) ? a : b;
  if ((a == Type::kDynamic) != (b == Type::kDynamic)) return Type::kDynamic;
  return std::nullopt;
}

std::optional<int> Fit(const ParameterKind& kind, Type type) {
  if (kind.Takes(type)) return 0;
  if (type == Type::kUnknown || type == Type::kDynamic) return 2;
  for (const Type wanted : kind.types) {
    if (IsNumeric(type) && IsNumeric(wanted) && NumberRank(wanted) > NumberRank(type)) return 1;
    if (wanted == Type::kDynamic && type == Type::kString) return 3;
    if (wanted == Type::kReal && type == Type::kDecimal) return 2;
  }
  return std::nullopt;
}

Type Target(const ParameterKind& kind, Type type) {
  if (kind.Takes(type)) return type;
  if (IsNumeric(type)) {
    for (const Type wanted : kind.types) {
      if (IsNumeric(wanted) && NumberRank(wanted) > NumberRank(type)) return wanted;
    }
  }
  return kind.types.front();
}

}  // namespace harrier::kql
