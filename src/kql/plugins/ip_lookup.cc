#include "kql/plugins/lookup.h"

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

Status CheckText(const plan::Column& column, Span span) {
  if (column.type == Type::kString || column.type == Type::kDynamic) return Ok();
  return FailAt(span, "KS141", ErrorCode::kSemantic, "addresses are of type string, and {} is {}",
                column.name, TypeName(column.type));
}

Result<Relation> BindIpLookup(PluginCall& call, const Family& family, bool lookup_first) {
  Binder& binder = call.binder;
  const syntax::ExprPtr flag = call.TakeNamed("return_unmatched");
  TRY_OK(call.CheckCount(3, SIZE_MAX));
  TRY(const Relation table, binder.BindTable(call.value(0), RowScope{}));
  LetValue::Tabular source_once{call.input, binder.ids().NextShared(), false};
  LetValue::Tabular lookup_once{table, binder.ids().NextShared(), false};
  const Relation source = binder.Reference(source_once), lookup = binder.Reference(lookup_once);
  TRY(const plan::Column source_key, ColumnOf(binder, source, call.value(1)));
  TRY(const plan::Column lookup_key, ColumnOf(binder, lookup, call.value(2)));
  TRY_OK(CheckText(source_key, call.value(1).span));
  TRY_OK(CheckText(lookup_key, call.value(2).span));
  LookupJoin join;
  if (flag != nullptr) {
    TRY(join.unmatched, ReadFlag(binder, *flag, "return_unmatched"));
  }
  // Further keys are columns of both tables, equal by themselves; a last constant is the flag.
  for (size_t i = 3; i < call.size(); ++i) {
    if (call.value(i).As<syntax::NameRef>() == nullptr && i + 1 == call.size()) {
      TRY(join.unmatched, ReadFlag(binder, call.value(i), "return_unmatched"));
      continue;
    }
    TRY(const plan::Column l, ColumnOf(binder, source, call.value(i)));
    TRY(const plan::Column r, ColumnOf(binder, lookup, call.value(i)));
    plan::ExprPtr a = plan::Ref(l), b = plan::Ref(r);
    TRY_OK(binder.Unify(a, b, call.value(i).span));
    join.source_on.emplace_back(std::move(a), std::move(b));
    join.left_out.push_back(r.name);
  }

  const Relation addresses_of = binder.Reference(source_once), ranges_of = binder.Reference(lookup_once);
  TRY(const plan::Column address, ColumnOf(binder, addresses_of, call.value(1)));
  TRY(const plan::Column range, ColumnOf(binder, ranges_of, call.value(2)));
  TRY(join.pairs, MatchingPairs(call, family,
                                binder.Project(addresses_of, {{"Ip", binder.ToText(plan::Ref(address)), {}}}),
                                binder.Project(ranges_of, {{"Net", binder.ToText(plan::Ref(range)), {}}})));
  join.lookup_on.emplace_back(plan::Ref(join.pairs.columns()[1]), binder.ToText(plan::Ref(lookup_key)));
  join.source_on.emplace_back(binder.ToText(plan::Ref(source_key)), plan::Ref(join.pairs.columns()[0]));
  join.source = source;
  join.lookup = lookup;
  const Relation out = JoinLookup(binder, std::move(join));
  if (!lookup_first) return out;
  std::vector<plan::Column> columns = out.columns();
  std::rotate(columns.begin(), columns.begin() + static_cast<std::ptrdiff_t>(source.columns().size()),
              columns.end());
  return binder.Keep(out, columns);
}

}  // namespace

Result<Relation> BindIpv4Lookup(PluginCall& call) {
  return BindIpLookup(call, kIpv4, false);
}

// The page's results have the lookup table's columns first.
Result<Relation> BindIpv6Lookup(PluginCall& call) {
  return BindIpLookup(call, kIpv6, true);
}

}  // namespace harrier::kql
