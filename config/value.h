// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_CONFIG_VALUE_H_
#define FALCO_RUN_CONFIG_VALUE_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace falco_run::config {

// Where a value was written: a file with line and column (from 1), a command line option, an
// environment variable.
struct Place {
  std::string source;  // "falco.yaml", "-o priority=debug", "$SLACK_WEBHOOKURL"
  int line = 0;        // 0: the source says it all
  int column = 0;

  std::string ToString() const;  // "falco.yaml:3:7"
};

// A value of the configuration: a tree, each node of which knows its place.
struct Value {
  enum class Kind { kNull, kScalar, kList, kMap };
  using Entry = std::pair<std::string, Value>;

  Kind kind = Kind::kNull;
  bool quoted = false;  // a scalar in quotes is text whatever it looks like
  std::string scalar;
  std::vector<Value> items;
  std::vector<Entry> entries;  // in their order; keys are unique
  Place place;

  // Not in here: Value, which Entry is made of, is not complete yet.
  Value();
  ~Value();
  Value(const Value& other);
  Value(Value&& other) noexcept;
  Value& operator=(const Value& other);
  Value& operator=(Value&& other) noexcept;

  static Value Scalar(std::string text, Place place);
  static Value Map(Place place);
  static Value List(Place place);

  bool IsNull() const { return kind == Kind::kNull; }
  bool IsScalar() const { return kind == Kind::kScalar; }
  bool IsList() const { return kind == Kind::kList; }
  bool IsMap() const { return kind == Kind::kMap; }

  // The member of a map; nullptr if there is none, or this is no map.
  const Value* Find(std::string_view key) const;
  Value* Find(std::string_view key);
  // Adds or replaces a member. Makes a map of a null.
  Value& Set(std::string_view key, Value value);

  // What it is, for messages: "a map", "a list", "'text'", "empty".
  std::string Describe() const;
};

// "a:1, b:2" as a map, "a, b" as a list: how variables hold them.
Value SplitList(std::string_view text, const Place& place);

}  // namespace falco_run::config

#endif  // FALCO_RUN_CONFIG_VALUE_H_
