#include "kql/plugins/plugin.h"

// ipv4_lookup and ipv6_lookup (Kusto docs, the pages of these names): a join of addresses with the ranges
// that hold them. Two masked addresses match as in ipv4_is_match(): by the shorter of their two prefixes.
namespace harrier::kql {

namespace {

/// How a family of addresses is read in KQL; {0} is the address, {1} a number of bits.
struct Family {
  std::string_view bits;
  std::string_view masked;
};
constexpr Family kIpv4{"ipv4_netmask_suffix({0})", "parse_ipv4_mask({0}, {1})"};
constexpr Family kIpv6{
    "iff(isempty(parse_ipv6_mask({0}, 128)), long(null), "
    "coalesce(tolong(split({0}, '/')[1]), iff({0} contains '.', 32, 128)) + iff({0} contains '.', 96, 0))",
    "parse_ipv6_mask({0}, {1})"};

/// The pairs (Ip, Net) that match. Each address is cut to the few lengths that the ranges have, and each
/// range to those of the addresses (one, where these are single hosts), so that all pairs come from a join
/// of equals.
Result<Relation> MatchingPairs(const PluginCall& call, const Family& family, const Relation& addresses,
                               const Relation& ranges) {
  const auto bits = [&](std::string_view x) { return fmt::format(fmt::runtime(family.bits), x); };
  const auto masked = [&](std::string_view x) {
    return fmt::format(fmt::runtime(family.masked), x, "min_of(IpBits, NetBits)");
  };
  PluginText text(call);
  text.Table("Addresses", addresses);
  text.Table("Ranges", ranges);
  return text.Bind(fmt::format(
      R"(let A = Addresses | summarize by Ip | extend IpBits = {} | where isnotnull(IpBits) | extend One = 1;
      let R = Ranges | summarize by Net | extend NetBits = {} | where isnotnull(NetBits) | extend One = 1;
      let CutA = A | join kind=inner (R | summarize by NetBits, One) on One | extend Key = {};
      let CutR = R | join kind=inner (A | summarize by IpBits, One) on One | extend Key = {};
      CutA | join kind=inner CutR on IpBits, NetBits, Key | project Ip, Net)",
      bits("Ip"), bits("Net"), masked("Ip"), masked("Net")));
}

Result<plan::Column> KeyOf(Binder& binder, const Relation& table, const syntax::Expr& expr) {
  const auto* name = expr.As<syntax::NameRef>();
  if (name == nullptr)
    return FailAt(expr.span, "KS109", ErrorCode::kSemantic, "the name of a column is wanted here");
  TRY(plan::Column column, binder.FindColumn(table, name->name));
  return column;
}

Status CheckText(const plan::Column& column, Span span) {
  if (column.type == Type::kString || column.type == Type::kDynamic) return Ok();
  return FailAt(span, "KS141", ErrorCode::kSemantic, "addresses are of type string, and {} is {}",
                column.name, TypeName(column.type));
}

Result<bool> ReadFlag(Binder& binder, const syntax::Expr& expr) {
  TRY(const plan::ExprPtr flag, binder.BindConstant(expr));
  if (!flag->is_literal() || flag->type != Type::kBool || flag->value.is_null())
    return FailAt(expr.span, "KS134", ErrorCode::kSemantic, "return_unmatched is true or false");
  return flag->value.boolean();
}

Relation JoinOf(const Relation& left, const Relation& right, plan::Join join) {
  std::vector<plan::Column> columns = left.columns();
  columns.insert(columns.end(), right.columns().begin(), right.columns().end());
  Relation out;
  out.open_schema = left.open_schema || right.open_schema;
  out.schema_from_data = left.schema_from_data || right.schema_from_data;
  out.node = plan::MakeNode(std::move(join), {left.node, right.node}, std::move(columns));
  return out;
}

Result<Relation> BindIpLookup(PluginCall& call, const Family& family) {
  Binder& binder = call.binder;
  const syntax::ExprPtr flag = call.TakeNamed("return_unmatched");
  TRY_OK(call.CheckCount(3, SIZE_MAX));
  TRY(const Relation table, binder.BindTable(call.value(0), RowScope{}));
  LetValue::Tabular source_once{call.input, binder.ids().NextShared(), false};
  LetValue::Tabular lookup_once{table, binder.ids().NextShared(), false};
  const Relation source = binder.Reference(source_once), lookup = binder.Reference(lookup_once);
  TRY(const plan::Column source_key, KeyOf(binder, source, call.value(1)));
  TRY(const plan::Column lookup_key, KeyOf(binder, lookup, call.value(2)));
  TRY_OK(CheckText(source_key, call.value(1).span));
  TRY_OK(CheckText(lookup_key, call.value(2).span));
  bool unmatched = false;
  if (flag != nullptr) {
    TRY(unmatched, ReadFlag(binder, *flag));
  }
  // Further keys are columns of both tables, equal by themselves; a last constant is the flag.
  std::vector<std::pair<plan::ExprPtr, plan::ExprPtr>> extra;
  std::vector<std::string> left_out;
  for (size_t i = 3; i < call.size(); ++i) {
    if (call.value(i).As<syntax::NameRef>() == nullptr && i + 1 == call.size()) {
      TRY(unmatched, ReadFlag(binder, call.value(i)));
      continue;
    }
    TRY(const plan::Column l, KeyOf(binder, source, call.value(i)));
    TRY(const plan::Column r, KeyOf(binder, lookup, call.value(i)));
    plan::ExprPtr a = plan::Ref(l), b = plan::Ref(r);
    TRY_OK(binder.Unify(a, b, call.value(i).span));
    extra.emplace_back(std::move(a), std::move(b));
    left_out.push_back(r.name);
  }

  const Relation addresses_of = binder.Reference(source_once), ranges_of = binder.Reference(lookup_once);
  TRY(const plan::Column address, KeyOf(binder, addresses_of, call.value(1)));
  TRY(const plan::Column range, KeyOf(binder, ranges_of, call.value(2)));
  TRY(const Relation pairs,
      MatchingPairs(call, family,
                    binder.Project(addresses_of, {{"Ip", binder.ToText(plan::Ref(address)), {}}}),
                    binder.Project(ranges_of, {{"Net", binder.ToText(plan::Ref(range)), {}}})));
  plan::Join to_lookup;
  to_lookup.on.emplace_back(plan::Ref(pairs.columns()[1]), binder.ToText(plan::Ref(lookup_key)));
  const Relation found = JoinOf(pairs, lookup, std::move(to_lookup));
  plan::Join to_source;
  to_source.kind = unmatched ? plan::JoinKind::kLeft : plan::JoinKind::kInner;
  to_source.on = std::move(extra);
  to_source.on.emplace_back(binder.ToText(plan::Ref(source_key)), plan::Ref(pairs.columns()[0]));
  const Relation joined = JoinOf(source, found, std::move(to_source));
  std::vector<NamedExpr> items;
  for (const plan::Column& column : source.columns()) items.push_back({column.name, plan::Ref(column), {}});
  for (const plan::Column& column : lookup.columns()) {
    if (std::find(left_out.begin(), left_out.end(), column.name) == left_out.end())
      items.push_back({column.name, plan::Ref(column), {}});
  }
  return binder.Project(joined, std::move(items));
}

}  // namespace

Result<Relation> BindIpv4Lookup(PluginCall& call) {
  return BindIpLookup(call, kIpv4);
}

Result<Relation> BindIpv6Lookup(PluginCall& call) {
  return BindIpLookup(call, kIpv6);
}

}  // namespace harrier::kql
