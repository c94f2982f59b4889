// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_FIELDS_CATALOGUE_H_
#define FALCO_RUN_ENGINE_FIELDS_CATALOGUE_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/fields/static_fields.h"
#include "engine/fields/value.h"
#include "proto/event_type.pb.h"

// Every field rules can name: what it is, who can supply it, how it is read.
namespace falco_run::engine {

class EventContext;
struct FieldInfo;

// A field as a rule uses it: with its argument.
struct FieldUse {
  const FieldInfo* info = nullptr;
  bool has_arg = false;
  std::string arg;                         // as written between brackets or after the dot
  int64_t index = -1;                      // arg as a number, if it is one
  proto::Param param = proto::PARAM_NONE;  // evt.arg.NAME, evt.rawarg.NAME
  ValueType type = ValueType::kString;     // info->type, or the parameter's for evt.rawarg
};

// Reads the field from the event under the context's present hypothesis about its outcome.
// Must not allocate but in the context's arena.
using FieldReader = Value (*)(EventContext& ctx, const FieldUse& use);

enum class ArgRule : uint8_t {
  kNone,
  kOptional,       // [x]
  kOptionalIndex,  // [n]
  kRequired,       // [x] or .x
  kOptionalName,   // .x or [x]
  kRequiredName,   // .x, or [n] where fields are numbered
};

// Can falco-run's collector supply it?
enum class Supply : uint8_t {
  kYes,
  kPartly,
  kConstant,  // a fixed value, as in Falco
  kNo,        // accepted, never has a value
};

// Bits of FieldInfo::flags.
enum FieldFlag : uint16_t {
  kListField = 1,
  kFilterOnly = 2,
  kPrintOnly = 4,
  kNoRightSide = 8,
  kNoTransformer = 16,
  kDeprecated = 32,
  kTableOnly = 64,
  kSuggested = 128,  // part of the suggested output
  kPrintHex = 256,
  kNeedsFd = 512,      // read from SyscallEvent.fd for events that use a descriptor
  kPerProcess = 1024,  // depends on nothing but the process, its ancestors and the Start record
  kInAddress = 2048,   // of a connect: what the address says that it names, or nothing
  kHostName = 4096,    // names of an address: compared with names written in rules, as a whole
};

struct FieldInfo {
  std::string_view name;
  const char* type_name;  // as documentation prints it
  ValueType type;
  ArgRule arg;
  Supply supply;
  uint16_t flags;
  uint16_t changes;  // Change bits (event_context.h): calls that alter it
  uint32_t facets;   // Requirements::Facet bits
  int8_t variant;    // for readers that serve several fields
  FieldReader read;  // nullptr: never has a value
  const char* description;
  const char* constant = nullptr;  // static.NAME: the value

  bool list() const { return (flags & kListField) != 0; }
};

// The fields of one source. Field names are matched by the longest prefix, so that
// evt.arg.flags is evt.arg with the argument "flags".
class Catalogue {
 public:
  // "syscall" or "k8s_audit"; nullptr for a source we do not know.
  static const Catalogue* ForSource(std::string_view source);

  // The same and the static fields; nullptr for a source we do not know. The catalogue owns what
  // its fields are made of.
  static std::shared_ptr<const Catalogue> WithStaticFields(std::string_view source,
                                                           const StaticFields& fields);

  // Every field of every source, in documentation order; for `--list`.
  static std::vector<const FieldInfo*> All();

  explicit Catalogue(std::vector<std::span<const FieldInfo>> groups, std::string source = "");

  // "" for a catalogue made by hand.
  const std::string& source() const { return source_; }

  struct Found {
    std::optional<FieldUse> use;
    std::string error;  // why not; contains upstream's key phrases
  };
  // Resolves `name` (as written, without brackets) and the text between brackets. O(log n).
  Found Find(std::string_view name, const std::optional<std::string>& arg) const;

  // Length of the longest prefix of `text` that is a field name with its .argument; 0 if there
  // is none. For output texts, where a field's end is not marked.
  size_t LongestPrefix(std::string_view text) const;

 private:
  void Sort();
  const FieldInfo* Exact(std::string_view name) const;
  std::string source_;
  std::deque<std::string> texts_;  // of the static fields
  std::deque<FieldInfo> static_;
  std::vector<const FieldInfo*> by_name_;  // sorted
};

// The parts of the catalogue, one a file.
std::span<const FieldInfo> GenericFields();
std::span<const FieldInfo> EventFields();
std::span<const FieldInfo> ProcessFields();
std::span<const FieldInfo> UserFields();
std::span<const FieldInfo> FdFields();
std::span<const FieldInfo> ContainerFields();
std::span<const FieldInfo> K8sAuditFields();
std::span<const FieldInfo> JsonFields();

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_FIELDS_CATALOGUE_H_
