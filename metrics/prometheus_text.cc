// SPDX-License-Identifier: Apache-2.0
#include "metrics/prometheus_text.h"

#include <charconv>
#include <cmath>

namespace falco_run::metrics {
namespace {

template <typename T>
void AppendNumber(T value, std::string& out) {
  char text[40];
  out.append(text, std::to_chars(text, text + sizeof text, value).ptr);
}

void AppendEscaped(std::string_view text, bool quote, std::string& out) {
  for (const char c : text) {
    if (c == '\\') {
      out += "\\\\";
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '"' && quote) {
      out += "\\\"";
    } else {
      out += c;
    }
  }
}

bool MayStandInName(char c, bool first) {
  return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (!first && c >= '0' && c <= '9');
}

}  // namespace

std::string LabelName(std::string_view name) {
  std::string label;
  for (const char c : name) {
    const bool may_stand_later = label.empty() && MayStandInName(c, false);
    if (may_stand_later && !MayStandInName(c, true)) label += '_';
    label += MayStandInName(c, label.empty()) ? c : '_';
  }
  return label.empty() ? "_" : label;
}

void PrometheusText::Family(std::string_view name, std::string_view type, std::string_view help) {
  family_ = name;
  out_.append("# HELP ").append(name).append(" ");
  AppendEscaped(help, false, out_);
  out_.append("\n# TYPE ").append(name).append(" ").append(type).append("\n");
}

void PrometheusText::Begin(const Labels& labels, std::string_view suffix) {
  out_.append(family_).append(suffix);
  if (!labels.empty()) {
    char separator = '{';
    for (const auto& [name, value] : labels) {
      out_ += separator;
      out_.append(LabelName(name)).append("=\"");
      AppendEscaped(value, true, out_);
      out_ += '"';
      separator = ',';
    }
    out_ += '}';
  }
  out_ += ' ';
}

void PrometheusText::Sample(const Labels& labels, uint64_t value, std::string_view suffix) {
  Begin(labels, suffix);
  AppendNumber(value, out_);
  out_ += '\n';
}

void PrometheusText::Sample(const Labels& labels, double value, std::string_view suffix) {
  Begin(labels, suffix);
  if (std::isfinite(value)) {
    AppendNumber(value, out_);
  } else {
    out_ += std::isnan(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
  }
  out_ += '\n';
}

}  // namespace falco_run::metrics
