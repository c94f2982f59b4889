// SPDX-License-Identifier: Apache-2.0
#include "engine/loader/report.h"

#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

namespace falco_run::engine {
namespace {

constexpr char kRuler[] = "------\n";

std::string Code(const Problem& problem) {
  return std::string(CodeName(problem.code)) + " (" + std::string(CodeText(problem.code)) + ")";
}

std::string FirstLine(const LoadResult& result) {
  if (!result.ok()) return result.file + ": Invalid";
  return result.file + (result.warnings.empty() ? ": Ok" : ": Ok, with warnings");
}

void AppendProblem(const Problem& problem, const ReportOptions& options, std::string& out) {
  for (size_t i = 0; i < problem.locations.size(); ++i) {
    const Location& location = problem.locations[i];
    out += i == 0 ? "In " : "    ";
    out += ItemKindName(location.kind);
    if (!location.item_name.empty()) out += " '" + location.item_name + "'";
    out += ": (" + location.file + ":" + std::to_string(location.line) + ":" +
           std::to_string(location.column) + ")\n";
  }
  out += kRuler + problem.snippet + kRuler;
  out += Code(problem) + ": " + problem.message + "\n";
  if (options.help) out += "help: " + HelpText(problem) + "\n";
}

void AppendProblems(const std::vector<Problem>& problems, std::string_view title,
                    const ReportOptions& options, std::string& out) {
  if (problems.empty()) return;
  out += std::to_string(problems.size()) + " " + std::string(title) + ":\n";
  for (const Problem& problem : problems) AppendProblem(problem, options, out);
}

void AppendCodes(const std::vector<Problem>& problems, std::string_view title, std::string& out) {
  if (problems.empty()) return;
  out += "\n " + std::to_string(problems.size()) + " " + std::string(title) + ": [";
  for (const Problem& problem : problems) {
    if (&problem != &problems.front()) out += ' ';
    out += Code(problem);
  }
  out += ']';
}

// JSON must be UTF-8; a rules file need not be.
std::string Utf8(const std::string& text) {
  const nlohmann::json value = text;
  const std::string dumped = value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return nlohmann::json::parse(dumped).get<std::string>();
}

nlohmann::json ProblemJson(const Problem& problem) {
  nlohmann::json locations = nlohmann::json::array();
  for (const Location& location : problem.locations) {
    locations.push_back({{"item_type", ItemKindName(location.kind)},
                         {"item_name", Utf8(location.item_name)},
                         {"position",
                          {{"name", Utf8(location.file)},
                           {"line", location.line},
                           {"column", location.column},
                           {"offset", location.offset}}}});
  }
  return {{"context", {{"locations", std::move(locations)}, {"snippet", Utf8(problem.snippet)}}},
          {"code", CodeName(problem.code)},
          {"codedesc", CodeText(problem.code)},
          {"message", Utf8(problem.message)}};
}

nlohmann::json ProblemsJson(const std::vector<Problem>& problems) {
  nlohmann::json array = nlohmann::json::array();
  for (const Problem& problem : problems) array.push_back(ProblemJson(problem));
  return array;
}

}  // namespace

std::string ReportText(const LoadResult& result, const ReportOptions& options) {
  std::string out = FirstLine(result) + "\n";
  if (result.schema == SchemaStatus::kFailed && !result.ok()) {
    out += std::to_string(result.schema_warnings.size()) + " Schema warnings:\n";
    for (const std::string& warning : result.schema_warnings) {
      out += kRuler + warning + "\n" + kRuler;
    }
  }
  AppendProblems(result.errors, "Errors", options, out);
  if (!result.errors.empty() && !result.warnings.empty()) out += "\n";
  AppendProblems(result.warnings, "Warnings", options, out);
  return out;
}

std::string ReportSummary(const LoadResult& result) {
  std::string out = FirstLine(result);
  AppendCodes(result.errors, "errors", out);
  AppendCodes(result.warnings, "warnings", out);
  return out + "\n";
}

nlohmann::json ReportJson(const LoadResult& result) {
  nlohmann::json json = {{"name", Utf8(result.file)},
                         {"successful", result.ok()},
                         {"errors", ProblemsJson(result.errors)},
                         {"warnings", ProblemsJson(result.warnings)}};
  if (result.schema != SchemaStatus::kNone) {
    json["schema_valid"] = result.schema == SchemaStatus::kOk;
    json["schema_warnings"] = nlohmann::json::array();
    for (const std::string& warning : result.schema_warnings) {
      json["schema_warnings"].push_back(Utf8(warning));
    }
  }
  return json;
}

nlohmann::json ReportJson(std::span<const LoadResult> results) {
  nlohmann::json array = nlohmann::json::array();
  for (const LoadResult& result : results) array.push_back(ReportJson(result));
  return {{"falco_load_results", std::move(array)}};
}

}  // namespace falco_run::engine
