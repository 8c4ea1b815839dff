#include "hunting/reports/document.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/html_text.h"

namespace harrier::hunting {
namespace {

/// In a line of Markdown: every mark that could begin something is escaped, and a line ends nowhere.
std::string MarkdownText(std::string_view text, std::string_view line_end) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out += line_end;
    } else if (c == '\r') {
      continue;
    } else {
      if (std::string_view("\\`*_{}[]()#+-.!|<>&~").find(c) != std::string_view::npos) out += '\\';
      out += c;
    }
  }
  return out;
}

/// A fence longer than any that the text holds.
std::string FenceFor(std::string_view text) {
  size_t longest = 2;
  size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return std::string(longest + 1, '`');
}

struct Markdown {
  std::string out;

  void operator()(const Heading& block) {
    out += std::string(static_cast<size_t>(block.level), '#') + " " + MarkdownText(block.text, " ") + "\n\n";
  }
  void operator()(const Paragraph& block) { out += MarkdownText(block.text, "  \n") + "\n\n"; }
  void operator()(const CodeBlock& block) {
    const std::string fence = FenceFor(block.text);
    out += fence + block.language + "\n" + block.text + (block.text.ends_with('\n') ? "" : "\n") + fence +
           "\n\n";
  }
  void operator()(const FactList& block) {
    for (const auto& [name, value] : block.facts)
      out += "- **" + MarkdownText(name, " ") + ":** " + MarkdownText(value, " ") + "\n";
    out += "\n";
  }
  void operator()(const TextTable& block) {
    Row(block.columns);
    out += "|";
    for (size_t i = 0; i < block.columns.size(); ++i) out += " --- |";
    out += "\n";
    for (const auto& row : block.rows) Row(row);
    out += "\n";
  }
  void Row(const std::vector<std::string>& cells) {
    out += "|";
    for (const std::string& cell : cells) out += " " + MarkdownText(cell, "<br>") + " |";
    out += "\n";
  }
};

struct Html {
  std::string out;

  void operator()(const Heading& block) {
    out += fmt::format("<h{0}>{1}</h{0}>\n", block.level, HtmlText(block.text));
  }
  void operator()(const Paragraph& block) { out += "<p>" + HtmlText(block.text) + "</p>\n"; }
  void operator()(const CodeBlock& block) { out += "<pre><code>" + HtmlText(block.text) + "</code></pre>\n"; }
  void operator()(const FactList& block) {
    out += "<dl>\n";
    for (const auto& [name, value] : block.facts)
      out += "<dt>" + HtmlText(name) + "</dt><dd>" + HtmlText(value) + "</dd>\n";
    out += "</dl>\n";
  }
  void operator()(const TextTable& block) {
    out += "<table>\n<thead><tr>";
    for (const std::string& column : block.columns) out += "<th scope=\"col\">" + HtmlText(column) + "</th>";
    out += "</tr></thead>\n<tbody>\n";
    for (const auto& row : block.rows) {
      out += "<tr>";
      for (const std::string& cell : row) out += "<td>" + HtmlText(cell) + "</td>";
      out += "</tr>\n";
    }
    out += "</tbody>\n</table>\n";
  }
};

constexpr std::string_view kStyle =
    "body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;"
    "background:#fff}p,dd,td{white-space:pre-wrap;overflow-wrap:anywhere}pre{background:#f3f3f3;padding:."
    "75rem;"
    "overflow:auto}table{border-collapse:collapse;width:100%}th,td{border:1px solid #767676;padding:.25rem "
    ".5rem;"
    "text-align:left;vertical-align:top}dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem "
    "1rem}"
    "dt{font-weight:600}dd{margin:0}@media (prefers-color-scheme:dark){body{color:#f3f3f3;background:#1b1b1b}"
    "pre{background:#2b2b2b}}";

}  // namespace

std::string MarkdownOf(const Document& document) {
  Markdown writer;
  writer(Heading{1, document.title});
  for (const Document::Block& block : document.blocks) std::visit(writer, block);
  while (writer.out.ends_with("\n\n")) writer.out.pop_back();
  return std::move(writer.out);
}

std::string HtmlOf(const Document& document) {
  Html writer;
  writer(Heading{1, document.title});
  for (const Document::Block& block : document.blocks) std::visit(writer, block);
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta "
      "charset=\"utf-8\">\n<title>{}</title>\n<style>{}</style>\n"
      "</head>\n<body>\n<main>\n{}</main>\n</body>\n</html>\n",
      HtmlText(document.title), kStyle, writer.out);
}

}  // namespace harrier::hunting
