// SPDX-License-Identifier: Apache-2.0
#include "json/print.h"

#include <algorithm>
#include <vector>

namespace falco_run::json {
namespace {

constexpr size_t kDeepestIndent = 100;

void AppendQuoted(std::string_view text, std::string& out) {
  constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  size_t plain = 0;  // beginning of what is copied as it is
  for (size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text, plain, i - plain);
    plain = i + 1;
    out += '\\';
    switch (c) {
      case '\n':
        out += 'n';
        break;
      case '\r':
        out += 'r';
        break;
      case '\t':
        out += 't';
        break;
      case '\b':
        out += 'b';
        break;
      case '\f':
        out += 'f';
        break;
      case '"':
      case '\\':
        out += static_cast<char>(c);
        break;
      default:
        out += "u00";
        out += kHex[c >> 4];
        out += kHex[c & 15];
    }
  }
  out.append(text, plain, text.size() - plain);
  out += '"';
}

void AppendScalar(Value value, std::string& out) {
  switch (value.kind()) {
    case Kind::kString:
      return AppendQuoted(value.text(), out);
    case Kind::kNumber:
      out += value.text();
      return;
    case Kind::kTrue:
      out += "true";
      return;
    case Kind::kFalse:
      out += "false";
      return;
    default:
      out += "null";
  }
}

void Append(Value root, bool pretty, std::string& out) {
  struct Open {
    const Node* end;
    bool object;
  };
  std::vector<Open> open;
  const auto new_line = [&] {
    if (pretty) (out += '\n').append(2 * std::min(open.size(), kDeepestIndent), ' ');
  };
  bool first = true;
  const Node* node = root.node();
  const Node* const end = node + node->nodes;
  const char* const buffer = root.buffer();
  while (node != end) {
    const Value value(node, buffer);
    if (!open.empty()) {
      if (!first) out += ',';
      new_line();
      if (open.back().object) {
        AppendQuoted(value.key(), out);
        out += pretty ? ": " : ":";
      }
    }
    first = false;
    const Kind kind = value.kind();
    if (kind == Kind::kObject || kind == Kind::kArray) {
      out += kind == Kind::kObject ? '{' : '[';
      open.push_back({node + node->nodes, kind == Kind::kObject});
      first = true;
    } else {
      AppendScalar(value, out);
    }
    ++node;
    while (!open.empty() && open.back().end == node) {
      const bool object = open.back().object;
      open.pop_back();
      if (!first) new_line();
      out += object ? '}' : ']';
      first = false;
    }
  }
}

}  // namespace

void AppendCompact(Value value, std::string& out) { Append(value, false, out); }

void AppendPretty(Value value, std::string& out) { Append(value, true, out); }

}  // namespace falco_run::json
