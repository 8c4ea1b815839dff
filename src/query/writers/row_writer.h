#pragma once

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "engine/engine.h"

namespace harrier::query {

/// Writes one result: Begin, Rows as they come, End.
class RowWriter {
 public:
  virtual ~RowWriter() = default;
  virtual void Begin(const std::vector<plan::Column>& columns) = 0;
  virtual void Rows(const engine::Chunk& chunk) = 0;
  virtual void End() = 0;
};

/// How a table looks.
struct TableStyle {
  size_t width = 0;    // of the terminal, in characters; 0: as wide as need be
  bool color = false;  // ANSI codes
};

/// A table for people: numbers to the right, long texts cut with "…" so that a row fits its line. The first
/// rows settle the widths.
std::unique_ptr<RowWriter> MakeTableWriter(std::ostream& out, TableStyle style);

/// A JSON array of objects, or one object a line.
std::unique_ptr<RowWriter> MakeJsonWriter(std::ostream& out, bool lines);

/// RFC 4180, with a line of names first.
std::unique_ptr<RowWriter> MakeCsvWriter(std::ostream& out);

}  // namespace harrier::query
