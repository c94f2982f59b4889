// SPDX-License-Identifier: Apache-2.0
#include "engine/format/output_format.h"

#include <algorithm>

#include "engine/fields/event_context.h"
#include "engine/format/field_text.h"
#include "engine/language/parser.h"

namespace falco_run::engine {

class OutputFormatParser {
 public:
  OutputFormatParser(std::string_view text, const Catalogue& catalogue, ValueTable& values)
      : text_(text), catalogue_(catalogue), values_(values) {}

  OutputFormat::Compiled Parse();

 private:
  void ParseToken();
  void ParseTransformer(size_t name_length, uint32_t width);
  void ParseField(uint32_t width);
  void AddFields(const Operand& operand);
  void AddField(const FieldRef& ref, const std::string& written);
  void AddSegment(uint32_t value, uint32_t width);
  void Fail(std::string message, size_t offset);

  std::string_view text_;
  const Catalogue& catalogue_;
  ValueTable& values_;
  size_t pos_ = 0;
  std::string literal_;
  OutputFormat::Compiled out_;
};

void OutputFormatParser::Fail(std::string message, size_t offset) {
  if (out_.error) return;
  Position p;
  for (size_t i = 0; i < offset && i < text_.size(); ++i) {
    p.column = text_[i] == '\n' ? 1 : p.column + 1;
    p.line += text_[i] == '\n';
  }
  p.offset = static_cast<uint32_t>(offset);
  out_.error = Diagnostic{std::move(message), p};
}

OutputFormat::Compiled OutputFormatParser::Parse() {
  while (pos_ < text_.size() && !out_.error) {
    if (text_[pos_] == '%') {
      ParseToken();
    } else {
      literal_ += text_[pos_++];
    }
  }
  if (!literal_.empty()) {
    OutputFormat::Segment s;
    s.text = std::move(literal_);
    out_.format.segments_.push_back(std::move(s));
  }
  auto& fields = out_.format.fields_;
  std::stable_sort(fields.begin(), fields.end(),
                   [](const auto& a, const auto& b) { return a.name < b.name; });
  fields.erase(std::unique(fields.begin(), fields.end(),
                           [](const auto& a, const auto& b) { return a.name == b.name; }),
               fields.end());
  return std::move(out_);
}

void OutputFormatParser::ParseToken() {
  const size_t start = pos_++;
  uint32_t width = 0;
  while (pos_ < text_.size() && text_[pos_] >= '0' && text_[pos_] <= '9' && width < 100000) {
    width = width * 10 + static_cast<uint32_t>(text_[pos_++] - '0');
  }
  if (pos_ == text_.size()) {
    return Fail("invalid formatting token: '%' at the end of the text", start);
  }
  size_t name = 0;
  const std::string_view rest = text_.substr(pos_);
  while (name < rest.size() &&
         (isalnum(static_cast<unsigned char>(rest[name])) != 0 || rest[name] == '_')) {
    ++name;
  }
  if (name > 0 && name < rest.size() && rest[name] == '(') {
    ParseTransformer(name, width);
  } else {
    ParseField(width);
  }
}

void OutputFormatParser::ParseTransformer(size_t name_length, uint32_t width) {
  // Up to the closing parenthesis, quotes respected, and an index after it.
  const std::string_view rest = text_.substr(pos_);
  int depth = 0;
  char quote = 0;
  size_t end = name_length;
  for (; end < rest.size(); ++end) {
    const char c = rest[end];
    if (quote != 0) {
      if (c == '\\') {
        ++end;
      } else if (c == quote) {
        quote = 0;
      }
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '(') {
      ++depth;
    } else if (c == ')' && --depth == 0) {
      break;
    }
  }
  if (end >= rest.size()) return Fail("invalid formatting token: unbalanced parentheses", pos_);
  ++end;
  if (end < rest.size() && rest[end] == '[') {
    const size_t close = rest.find(']', end);
    if (close != rest.npos && ParseLeftSide(rest.substr(0, close + 1))) end = close + 1;
  }
  const std::string token(rest.substr(0, end));
  std::optional<Operand> operand = ParseLeftSide(token);
  if (!operand) return Fail("invalid formatting token '" + token + "'", pos_);
  ValueTable::Added added = values_.Add(*operand);
  if (added.error) {
    return Fail("invalid formatting token '" + token + "': " + added.error->message, pos_);
  }
  AddSegment(added.id, width);
  AddFields(*operand);
  pos_ += end;
}

void OutputFormatParser::ParseField(uint32_t width) {
  const std::string_view rest = text_.substr(pos_);
  size_t end = catalogue_.LongestPrefix(rest);
  if (end == 0) {
    size_t word = 0;
    while (word < rest.size() && rest[word] != ' ' && rest[word] != ',' && rest[word] != ')') {
      ++word;
    }
    return Fail("invalid formatting token: unknown filter: %" + std::string(rest.substr(0, word)),
                pos_ - 1);
  }
  FieldRef ref;
  ref.name = rest.substr(0, end);
  std::string written = ref.name;
  if (end < rest.size() && rest[end] == '[') {
    // Only an argument if the field takes one; else the text goes on with a bracket.
    Catalogue::Found bare = catalogue_.Find(ref.name, std::nullopt);
    const bool takes = !bare.use || bare.use->info->arg != ArgRule::kNone;
    size_t close = rest.npos;
    if (takes) {
      const char q = end + 1 < rest.size() ? rest[end + 1] : 0;
      close =
          q == '"' || q == '\'' ? rest.find(std::string(1, q) + "]", end + 2) : rest.find(']', end);
      if (close == rest.npos) {
        return Fail("invalid formatting token: '[' is not closed", pos_ + end);
      }
      if (q == '"' || q == '\'') {
        ref.arg = std::string(rest.substr(end + 2, close - end - 2));
        ++close;
      } else {
        ref.arg = std::string(rest.substr(end + 1, close - end - 1));
      }
      written = rest.substr(0, close + 1);
      end = close + 1;
    }
  }
  Catalogue::Found found = catalogue_.Find(ref.name, ref.arg);
  if (!found.use) {
    return Fail("invalid formatting token '%" + written + "': " + found.error, pos_ - 1);
  }
  if (found.use->info->flags & kFilterOnly) {
    return Fail("invalid formatting token: field '" + ref.name + "' cannot be printed", pos_ - 1);
  }
  // Without index the other fields of ancestors print all of them; this one its own.
  FieldRef printed = ref;
  if (ref.name == "proc.apid" && !ref.arg) printed.name = "proc.pid";
  ValueTable::Added added = values_.AddField(printed, Position());
  AddSegment(added.id, width);
  AddField(printed, written);
  pos_ += end;
}

void OutputFormatParser::AddFields(const Operand& operand) {
  if (const auto* f = std::get_if<FieldRef>(&operand.value)) {
    AddField(*f, f->arg ? f->name + "[" + *f->arg + "]" : f->name);
  } else if (const auto* t = std::get_if<TransformerCall>(&operand.value)) {
    for (const Operand& arg : t->args) AddFields(arg);
  } else if (const auto* l = std::get_if<ListLiteral>(&operand.value)) {
    for (const Operand& item : l->items()) AddFields(item);
  }
}

void OutputFormatParser::AddField(const FieldRef& ref, const std::string& written) {
  ValueTable::Added added = values_.AddField(ref, Position());
  if (added.error) return;  // reported where the token was parsed
  OutputFormat::Field field;
  field.name = written;
  field.value = added.id;
  field.event_time = ref.name == "evt.time";
  out_.format.fields_.push_back(std::move(field));
  out_.format.value_ids_.push_back(added.id);
}

void OutputFormatParser::AddSegment(uint32_t value, uint32_t width) {
  OutputFormat::Segment s;
  s.text = std::move(literal_);
  literal_.clear();
  s.value = value;
  s.width = width;
  out_.format.segments_.push_back(std::move(s));
  out_.format.value_ids_.push_back(value);
}

OutputFormat::Compiled OutputFormat::Compile(std::string_view text, const Catalogue& catalogue,
                                             ValueTable& values) {
  return OutputFormatParser(text, catalogue, values).Parse();
}

std::vector<std::string> OutputFormat::field_names() const {
  std::vector<std::string> names;
  for (const Field& field : fields_) names.push_back(field.name);
  return names;
}

bool OutputFormat::DependsOnOutcome(ValueTable& values) const {
  for (uint32_t id : value_ids_) {
    const ValueTable::Reading& r = values.Read(id);
    if (!r.dual) {
      const Value& v = r.value[0];
      if (!v.present() && !v.null()) return true;
      continue;
    }
    // Two readings of one text are no difference.
    const Value &a = r.value[0], &b = r.value[1];
    if (a.null() && b.null()) continue;
    if (!a.present() || !b.present()) return true;
    std::string x, y;
    AppendFieldText(a, values.expr(id), x);
    AppendFieldText(b, values.expr(id), y);
    if (x != y) return true;
  }
  return false;
}

void OutputFormat::Render(ValueTable& values, const EventContext& ctx, proto::Alert& alert) const {
  std::string& message = *alert.mutable_message();
  message.clear();
  for (const Segment& s : segments_) {
    message += s.text;
    if (s.value < 0) continue;
    const size_t start = message.size();
    const Value v = Printed(values.Read(static_cast<uint32_t>(s.value)).value[0]);
    if (v.present()) {
      AppendFieldText(v, values.expr(static_cast<uint32_t>(s.value)), message);
    } else {
      message += "<NA>";
    }
    if (s.width > 0) message.resize(start + s.width, ' ');
  }
  for (const Field& f : fields_) {
    proto::OutputField* out = alert.add_output_fields();
    out->set_name(f.name);
    if (f.event_time) {
      out->set_unsigned_number(ctx.event().time_ns());
    } else {
      FillOutputField(values.Read(f.value).value[0], values.expr(f.value), *out);
    }
  }
}

}  // namespace falco_run::engine
