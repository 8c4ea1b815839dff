#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// A document made of plain texts, to be written as Markdown or HTML. Texts may hold anything, logs' data
/// above all: whatever would mean something in the one or the other is written so that it is read as it
/// stands.
namespace harrier::hunting {

struct Heading {
  int level = 1;  // 1 to 4
  std::string text;
};
struct Paragraph {
  std::string text;  // lines are kept
};
struct CodeBlock {
  std::string language;
  std::string text;
};
/// Names and values.
struct FactList {
  std::vector<std::pair<std::string, std::string>> facts;
};
struct TextTable {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
};

struct Document {
  using Block = std::variant<Heading, Paragraph, CodeBlock, FactList, TextTable>;
  std::string title;
  std::vector<Block> blocks;
};

std::string MarkdownOf(const Document& document);
/// A whole page, which needs nothing from elsewhere and runs no script.
std::string HtmlOf(const Document& document);

}  // namespace harrier::hunting
