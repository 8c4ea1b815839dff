#pragma once

#include "kql/parser/reader.h"

namespace harrier::kql {

#define HARRIER_READER(name) void Read##name(Reader& in, syntax::Operator& op);
// columns_operators.cc
HARRIER_READER(Distinct)
HARRIER_READER(Extend)
HARRIER_READER(Print)
HARRIER_READER(Project)
HARRIER_READER(ProjectAway)
HARRIER_READER(ProjectByNames)
HARRIER_READER(ProjectKeep)
HARRIER_READER(ProjectRename)
HARRIER_READER(ProjectReorder)
HARRIER_READER(Serialize)
// rows_operators.cc
HARRIER_READER(As)
HARRIER_READER(Consume)
HARRIER_READER(Count)
HARRIER_READER(Facet)
HARRIER_READER(Filter)
HARRIER_READER(Fork)
HARRIER_READER(GetSchema)
HARRIER_READER(Invoke)
HARRIER_READER(Evaluate)
HARRIER_READER(Range)
HARRIER_READER(Reduce)
HARRIER_READER(Render)
HARRIER_READER(Sample)
HARRIER_READER(SampleDistinct)
HARRIER_READER(Sort)
HARRIER_READER(Take)
// aggregate_operators.cc
HARRIER_READER(MakeSeries)
HARRIER_READER(Summarize)
HARRIER_READER(Top)
HARRIER_READER(TopHitters)
HARRIER_READER(TopNested)
// tables_operators.cc
HARRIER_READER(Find)
HARRIER_READER(Join)
HARRIER_READER(Lookup)
HARRIER_READER(MacroExpand)
HARRIER_READER(Partition)
HARRIER_READER(PartitionBy)
HARRIER_READER(Search)
HARRIER_READER(Union)
// text_operators.cc
HARRIER_READER(MvApply)
HARRIER_READER(MvExpand)
HARRIER_READER(Parse)
HARRIER_READER(ParseKv)
HARRIER_READER(ParseWhere)
HARRIER_READER(Scan)
// graph_operators.cc
HARRIER_READER(GraphMarkComponents)
HARRIER_READER(GraphMatch)
HARRIER_READER(GraphShortestPaths)
HARRIER_READER(GraphToTable)
HARRIER_READER(GraphWhereEdges)
HARRIER_READER(GraphWhereNodes)
HARRIER_READER(MakeGraph)
#undef HARRIER_READER

}  // namespace harrier::kql
