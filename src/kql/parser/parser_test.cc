#include "kql/parser/parser.h"

#include <gtest/gtest.h>

namespace harrier::kql {
namespace {

using namespace syntax;  // NOLINT

const Expr& First(const ParsedQuery& parsed) {
  return *parsed.query.statements.at(0)->As<QueryStatement>()->expr;
}

TEST(Parser, ReadsAPipe) {
  const ParsedQuery parsed = Parse("T | where a == 1 | project b");
  ASSERT_TRUE(parsed.ok());
  const auto* pipe = First(parsed).As<Pipe>();
  ASSERT_NE(pipe, nullptr);
  ASSERT_EQ(pipe->operators.size(), 2U);
  EXPECT_EQ(pipe->operators[0]->keyword, "where");
  EXPECT_EQ(pipe->operators[1]->keyword_span, (Span{19, 26}));
}

TEST(Parser, ReadsEveryOperator) {
  for (const char* text : {
           "T | as X",
           "T | consume",
           "T | count",
           "T | distinct a, b",
           "T | evaluate bag_unpack(d) : (a: long, *)",
           "T | extend a = 1, (b, c) = f(d)",
           "T | facet by a with (where b)",
           "find in (T*) where a has 'x' project a, pack(*)",
           "T | fork (count) x = (take 1)",
           "T | getschema",
           "T | invoke f(a)",
           "T | join kind=leftouter (U | where x) on a, $left.b == $right.c",
           "T | lookup kind=inner U on a",
           "T | make-series n = count() default=0 on t from a to b step 1h by c",
           "T | make-series count() on t in range(a, b, 1h)",
           "T | mv-expand kind=array x = y to typeof(long), z limit 5",
           "T | mv-apply x = y to typeof(long) on (summarize max(x) | take 1)",
           "T | parse kind=regex s with * 'a' x:long 'b' *",
           "T | parse-where s with 'a' x",
           "T | parse-kv s as (a: long) with (pair_delimiter=' ', kv_delimiter='=')",
           "T | partition hint.strategy=native by k (top 1 by a)",
           "T | partition by k { U | where a == k }",
           "print a = 1, 2",
           "T | project a, b = c",
           "T | project-away a*, b",
           "T | project-keep a*",
           "T | project-rename a = b",
           "T | project-reorder a asc, b* desc, *",
           "range x from 1 to 3 step 1",
           "T | reduce by a with threshold=0.1",
           "T | render timechart with (title='x', ycolumns=a, b)",
           "T | sample 3",
           "T | sample-distinct 3 of a",
           "T | scan with_match_id=m partition by k declare (c: long = 0) with (step s1: a == 1 => c = 1; "
           "step s2 output=none: true;)",
           "search in (T, U) kind=case_sensitive 'x' and a: 'y'",
           "T | serialize n = row_number()",
           "T | sort by a asc nulls first, b",
           "T | summarize n = count(), max(a) by b, bin(t, 1h)",
           "T | take 5",
           "T | top 5 by a desc",
           "T | top-hitters 3 of a by b",
           "T | top-nested 2 of a with others = 'o' by n = count(), top-nested of b by max(c)",
           "union kind=outer withsource=s T, (U | take 1), V*",
           "T | make-graph a --> b with N on id | graph-match (x)-[e*1..3]->(y)<--(z) where x.a == 1 project "
           "x.b",
           "T | make-graph a --> b with_node_id=n | graph-to-table nodes as N, edges",
           "macro-expand entity_group [cluster('a').database('b')] as X (X.T | count)",
           "datatable(a: long, b: string)[1, 'x', 2, 'y']",
           "externaldata(a: string)['https://h/x.csv'] with (format='csv')",
       }) {
    const ParsedQuery parsed = Parse(text);
    EXPECT_TRUE(parsed.ok()) << text << ": " << (parsed.ok() ? "" : parsed.diagnostics[0].message);
  }
}

TEST(Parser, ReadsStatements) {
  const ParsedQuery parsed = Parse(
      "set query_now = datetime(2024-01-01); declare query_parameters(a: long = 1, b: string); let f = (x: "
      "long = 2, T: (y: string)) "
      "{ let z = x; T | where y == z }; let v = view () { U }; f(1, U)");
  ASSERT_TRUE(parsed.ok()) << parsed.diagnostics[0].message;
  EXPECT_EQ(parsed.query.statements.size(), 5U);
}

Value Constant(std::string_view literal) {
  const ParsedQuery parsed = Parse("print " + std::string(literal));
  EXPECT_TRUE(parsed.ok()) << literal;
  const auto& op = *First(parsed).As<SourceOperator>()->op;
  const Expr& item = *op.As<PrintOp>()->items.at(0);
  if (const auto* dynamic = item.As<DynamicLiteral>()) return dynamic->value;
  return item.As<Literal>()->value;
}

TEST(Parser, ReadsLiterals) {
  EXPECT_EQ(Constant("0x1F"), Value::Long(31));
  EXPECT_EQ(Constant("-5"), Value::Long(-5));
  EXPECT_EQ(Constant("1e3"), Value::Real(1000));
  EXPECT_EQ(Constant("2h"), Value::Timespan(2 * 36'000'000'000));
  EXPECT_EQ(Constant("long(null)"), Value::Null(Type::kLong));
  EXPECT_EQ(Constant(R"(@"a\b""c")"), Value::String("a\\b\"c"));
  EXPECT_EQ(Constant(R"(h'secret')"), Value::String("secret"));
  EXPECT_EQ(Constant("```a\nb```"), Value::String("a\nb"));
  EXPECT_EQ(Constant(R"("a" 'b')"), Value::String("ab"));
  EXPECT_EQ(Constant(R"("\u00e4\n")"), Value::String("ä\n"));
  EXPECT_EQ(Constant("dynamic({'a': [1, 2.0, null], \"b\": 1h})"),
            Value::Dynamic(R"({"a":[1,2.0,null],"b":"01:00:00"})"));
  EXPECT_EQ(Constant("datetime(0001-01-01)"), Value::Datetime(0));
  EXPECT_EQ(Constant("guid(74be27de-1e4e-49d9-b579-fe0b331d3642)"),
            Value::OfGuid({0x74be27de1e4e49d9, 0xb579fe0b331d3642}));
  EXPECT_EQ(Constant("decimal(1.5)"), Value::Decimal(int128{1'500'000'000'000'000'000}));
}

TEST(Parser, ReportsEveryMistakeWithItsPlace) {
  const ParsedQuery parsed = Parse("T | wehre a | where | project a b");
  ASSERT_EQ(parsed.diagnostics.size(), 3U);
  EXPECT_EQ(parsed.diagnostics[0].span, (Span{4, 9}));
  EXPECT_EQ(parsed.diagnostics[1].span.begin, 20U);
  EXPECT_EQ(parsed.diagnostics[2].span, (Span{32, 33}));
}

TEST(Parser, LeavesUnreadableConstantsToTheBinder) {
  const ParsedQuery parsed = Parse("print datetime(soon)");
  ASSERT_TRUE(parsed.ok());
  const auto& op = *First(parsed).As<SourceOperator>()->op;
  ASSERT_NE(op.As<PrintOp>()->items.at(0)->As<BadConstant>(), nullptr);
  EXPECT_EQ(Constant("datetime(2021-01-01\u202f10:10:17)"), Constant("datetime(2021-01-01 10:10:17)"));
}

TEST(Parser, SurvivesDeepNesting) {
  EXPECT_FALSE(Parse("print " + std::string(100'000, '(')).ok());
  EXPECT_FALSE(Parse("print " + std::string(100'000, '-') + "1").ok());
  EXPECT_FALSE(Parse("").ok());
}

/// The tree of `print <text>`, an inner node in brackets.
std::string Shape(const Expr& expr) {
  if (const auto* name = expr.As<NameRef>()) return name->name.text;
  if (const auto* paren = expr.As<Paren>()) return Shape(*paren->inner);
  if (const auto* unary = expr.As<Unary>()) return "(" + unary->op + Shape(*unary->operand) + ")";
  if (const auto* list = expr.As<InList>()) return "(" + Shape(*list->left) + " " + list->op + " …)";
  if (const auto* between = expr.As<Between>()) return "(" + Shape(*between->left) + " between …)";
  if (const auto* binary = expr.As<Binary>())
    return "(" + Shape(*binary->left) + " " + binary->op + " " + Shape(*binary->right) + ")";
  return "?";
}

TEST(Parser, OperatorsBindAsKustoDoes) {
  const std::pair<const char*, const char*> cases[] = {
      {"a + b has c", "(a + (b has c))"},
      {"a has b + c", "((a has b) + c)"},
      {"a * b contains c", "(a * (b contains c))"},
      {"a =~ b == c", "((a =~ b) == c)"},
      {"a == b has c", "(a == (b has c))"},
      {"a matches regex b + c", "((a matches regex b) + c)"},
      {"a - b startswith c - d", "((a - (b startswith c)) - d)"},
      {"-a has b", "((-a) has b)"},
      {"a == b + c", "(a == (b + c))"},
      {"a < b == c", "((a < b) == c)"},
      {"a == b < c", "(a == (b < c))"},
      {"a < b has c", "(a < (b has c))"},
      {"a + b in (c, d)", "((a + b) in …)"},
      {"a + b has_any (c)", "((a + b) has_any …)"},
      {"a + b between (c or d .. e)", "((a + b) between …)"},
      {"a != b and c !~ d or e", "(((a != b) and (c !~ d)) or e)"},
      {"(a == b) == c", "((a == b) == c)"},
  };
  for (const auto& [text, shape] : cases) {
    const std::string query = fmt::format("T | where {}", text);
    const ParsedQuery parsed = Parse(query);
    ASSERT_TRUE(parsed.ok()) << text << ": " << parsed.diagnostics[0].message;
    const auto* where = First(parsed).As<Pipe>()->operators.at(0)->As<FilterOp>();
    EXPECT_EQ(Shape(*where->predicate), shape) << text;
  }
}

TEST(Parser, ComparisonsAreNotChained) {
  for (const char* text : {"a == b == c", "a < b < c", "a has b has c", "a in (b) == c", "a has_any (b) == c",
                           "a between (b .. c) == d", "a matches regex b matches regex c", "a !~ b !~ c"}) {
    const ParsedQuery parsed = Parse(fmt::format("T | where {} | take 1", text));
    ASSERT_EQ(parsed.diagnostics.size(), 1U) << text;
    EXPECT_EQ(parsed.diagnostics[0].id, "KS198") << text;
  }
}

}  // namespace
}  // namespace harrier::kql
