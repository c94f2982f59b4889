// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_LOADER_DEFINITIONS_H_
#define FALCO_RUN_ENGINE_LOADER_DEFINITIONS_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/loader/context.h"
#include "engine/loader/source_text.h"
#include "proto/alert.pb.h"

// Lists, macros and rules as read from the files, before anything is resolved.
namespace falco_run::engine {

// When something was defined, as a running number over all items.
struct Order {
  uint32_t index = 0;       // first definition: its place
  uint32_t visibility = 0;  // last definition or append: it sees what has a smaller index
};

struct ListDefinition {
  std::string name;
  std::vector<std::string> items;
  Context context;
  Order order;
};

struct MacroDefinition {
  std::string name;
  SourceText condition;
  Context context;
  Order order;
};

// A cell of an exception: a text or a list of texts.
struct ExceptionCell {
  bool is_list = false;
  std::string text;
  std::vector<std::string> items;
};

// A row of an exception's values: a text (one field) or a cell for every field.
struct ExceptionRow {
  bool is_list = false;
  std::string text;
  std::vector<ExceptionCell> cells;
};

// A text or a list of texts under a key; nullopt if the key is not there.
struct TextOrList {
  bool is_list = false;
  std::vector<std::string> items;  // one if !is_list
};

struct ExceptionDefinition {
  std::string name;
  std::optional<TextOrList> fields;
  std::optional<TextOrList> comps;
  std::vector<ExceptionRow> values;
  Context context;
};

struct RuleDefinition {
  std::string name;
  SourceText condition;
  std::string output;
  std::string description;
  proto::Priority priority = proto::DEBUG;
  std::string source = "syscall";
  std::set<std::string> tags;
  std::vector<ExceptionDefinition> exceptions;
  bool enabled = true;
  bool warn_evttypes = true;
  bool skip_if_unknown_filter = false;
  bool capture = false;
  uint32_t capture_duration_ms = 0;
  bool unknown_source = false;
  Context context;
  Context output_context;
  Order order;
};

// The keys of an append or override.
struct RuleUpdate {
  std::string name;
  std::optional<std::string> source;  // must be the rule's
  std::optional<SourceText> condition;
  std::optional<std::string> output;
  std::optional<std::string> description;
  std::optional<proto::Priority> priority;
  std::optional<std::set<std::string>> tags;
  std::optional<std::vector<ExceptionDefinition>> exceptions;
  std::optional<bool> enabled;
  std::optional<bool> warn_evttypes;
  std::optional<bool> skip_if_unknown_filter;
  std::optional<bool> capture;
  std::optional<uint32_t> capture_duration_ms;
  std::optional<Context> output_context;
  Context context;
};

// A plugin and the version it must have at least.
struct PluginRequirement {
  std::string name;
  std::string version;
};

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_LOADER_DEFINITIONS_H_
