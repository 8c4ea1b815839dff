#include "kql/plugins/lookup.h"

// geo_polygon_lookup and geo_line_lookup (Kusto docs, the pages of these names): a join of places with the
// shapes that hold them or are near.
namespace harrier::kql {

namespace {

struct Arguments {
  size_t key = 1, longitude = 2, latitude = 3;
  bool return_key = false;
  bool unmatched = false;
  std::optional<double> radius;
};

/// The shape's column is named before the place or, in the older form, after it; only the older one returns
/// it unasked.
Result<Arguments> ReadArguments(PluginCall& call, const Relation& lookup) {
  Binder& binder = call.binder;
  Arguments out;
  const syntax::ExprPtr radius = call.TakeNamed("radius");
  const syntax::ExprPtr unmatched = call.TakeNamed("return_unmatched");
  const syntax::ExprPtr return_key = call.TakeNamed("return_lookup_key");
  // Hints of how to search change no rows.
  call.TakeNamed("lookup_area_radius");
  call.TakeNamed("join_hint");
  TRY_OK(call.CheckCount(4, 7));
  const Result<plan::Column> first = ColumnOf(binder, lookup, call.value(1));
  if (!first || first->type != Type::kDynamic) {
    out.key = 3;
    out.longitude = 1;
    out.latitude = 2;
    out.return_key = true;
  }
  const auto read_radius = [&](const plan::ExprPtr& value, Span span) -> Status {
    const plan::ExprPtr real =
        IsNumeric(value->type) ? plan::Fold(binder.Convert(value, Type::kReal)) : value;
    if (!real->is_literal() || real->type != Type::kReal || real->value.is_null() || real->value.real() < 0)
      return FailAt(span, "KS134", ErrorCode::kSemantic, "the radius is a number of meters");
    out.radius = real->value.real();
    return Ok();
  };
  if (radius != nullptr) {
    TRY(const plan::ExprPtr value, binder.BindConstant(*radius));
    TRY_OK(read_radius(value, radius->span));
  }
  for (size_t i = 4; i < call.size(); ++i) {
    TRY(const plan::ExprPtr value, call.ConstantExpr(i));
    if (value->type == Type::kBool) {
      TRY(out.unmatched, ReadFlag(binder, call.value(i), "return_unmatched"));
    } else if (i == 4) {
      TRY_OK(read_radius(value, call.value(i).span));
    }
  }
  if (unmatched != nullptr) {
    TRY(out.unmatched, ReadFlag(binder, *unmatched, "return_unmatched"));
  }
  if (return_key != nullptr) {
    TRY(out.return_key, ReadFlag(binder, *return_key, "return_lookup_key"));
  }
  return out;
}

/// `test` is KQL over Lon, Lat, Shape and Radius.
Result<Relation> BindGeoLookup(PluginCall& call, std::string_view near, std::string_view within) {
  Binder& binder = call.binder;
  if (binder.functions().Find("geo_point_in_polygon") == nullptr) {
    return FailAt(call.span, "", ErrorCode::kNotSupported, "not supported: evaluate {}", call.name());
  }
  TRY_OK(call.CheckCount(4, SIZE_MAX));
  TRY(const Relation table, binder.BindTable(call.value(0), RowScope{}));
  LetValue::Tabular source_once{call.input, binder.ids().NextShared(), false};
  LetValue::Tabular lookup_once{table, binder.ids().NextShared(), false};
  const Relation source = binder.Reference(source_once), lookup = binder.Reference(lookup_once);
  TRY(const Arguments arguments, ReadArguments(call, lookup));
  if (!arguments.radius && within.empty()) return call.Bad("a radius is wanted");

  const auto place = [&](const Relation& rows, size_t i) -> Result<plan::ExprPtr> {
    TRY(const plan::Column column, ColumnOf(binder, rows, call.value(i)));
    if (!IsNumeric(column.type)) return call.Bad(i, "a column of degrees is wanted here");
    return binder.Convert(plan::Ref(column), Type::kReal);
  };
  const auto shape = [&](const Relation& rows) -> Result<plan::ExprPtr> {
    TRY(const plan::Column column, ColumnOf(binder, rows, call.value(arguments.key)));
    if (column.type != Type::kDynamic) return call.Bad(arguments.key, "a column of shapes is wanted here");
    return binder.ToText(plan::Ref(column));
  };
  const Relation places = binder.Reference(source_once), shapes = binder.Reference(lookup_once);
  TRY(plan::ExprPtr lon, place(places, arguments.longitude));
  TRY(plan::ExprPtr lat, place(places, arguments.latitude));
  TRY(plan::ExprPtr text_of_shape, shape(shapes));
  PluginText text(call);
  text.Table("Places", binder.Project(places, {{"Lon", std::move(lon), {}}, {"Lat", std::move(lat), {}}}));
  text.Table("Shapes", binder.Project(shapes, {{"Text", std::move(text_of_shape), {}}}));
  text.Value("Radius", plan::Lit(Value::Real(arguments.radius.value_or(0))));
  LookupJoin join;
  TRY(join.pairs, text.Bind(fmt::format(
                      R"(Places | summarize by Lon, Lat | extend One = 1
        | join kind=inner (Shapes | summarize by Text | extend One = 1, Shape = parse_json(Text)) on One
        | where {}
        | project Lon, Lat, Text)",
                      arguments.radius ? near : within)));
  TRY(plan::ExprPtr source_lon, place(source, arguments.longitude));
  TRY(plan::ExprPtr source_lat, place(source, arguments.latitude));
  TRY(plan::ExprPtr lookup_shape, shape(lookup));
  join.source_on = {{std::move(source_lon), plan::Ref(join.pairs.columns()[0])},
                    {std::move(source_lat), plan::Ref(join.pairs.columns()[1])}};
  join.lookup_on = {{plan::Ref(join.pairs.columns()[2]), std::move(lookup_shape)}};
  join.source = source;
  join.lookup = lookup;
  join.unmatched = arguments.unmatched;
  if (!arguments.return_key) join.left_out.push_back(binder.NameOf(call.value(arguments.key)));
  return JoinLookup(binder, std::move(join));
}

}  // namespace

Result<Relation> BindGeoPolygonLookup(PluginCall& call) {
  return BindGeoLookup(call, "geo_distance_point_to_polygon(Lon, Lat, Shape) <= Radius",
                       "geo_point_in_polygon(Lon, Lat, Shape)");
}

Result<Relation> BindGeoLineLookup(PluginCall& call) {
  return BindGeoLookup(call, "geo_distance_point_to_line(Lon, Lat, Shape) <= Radius", "");
}

}  // namespace harrier::kql
