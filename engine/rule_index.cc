// SPDX-License-Identifier: Apache-2.0
#include "engine/rule_index.h"

#include <algorithm>

#include "engine/events/event_table.h"

namespace falco_run::engine {
namespace {

constexpr size_t kProcessSlots = 256;
constexpr size_t kFlagSlots = 16;
constexpr int kFew = 4;

size_t SlotOf(uint64_t key, uint64_t detail, size_t slots) {
  return ((key + detail * 0x9e3779b97f4a7c15u) * 0x9e3779b97f4a7c15u >> 40) % slots;
}

// Opens whose checks on flags depend on that one argument.
bool HasFlagsArgument(proto::EventType type) {
  return type == proto::EVENT_OPEN || type == proto::EVENT_OPENAT || type == proto::EVENT_OPENAT2;
}

void Set(std::vector<uint64_t>& bits, size_t i) { bits[i / 64] |= uint64_t{1} << i % 64; }

}  // namespace

RuleIndex::RuleIndex(Program& program, std::span<const NodeId> nodes)
    : program_(program),
      nodes_(nodes.begin(), nodes.end()),
      words_((nodes.size() + 63) / 64),
      all_(words_),
      bits_(words_),
      hits_(words_) {
  for (size_t i = 0; i < nodes_.size(); ++i) Set(all_, i);
  program_.PrepareParts();
  event_filters_ = MakeFilters(Guard::Scope::kAll);
}

RuleIndex::RuleIndex(Program& program, std::span<const NodeId> nodes, proto::EventType type)
    : RuleIndex(program, nodes) {
  if (IsExec(type)) return;
  event_filters_ = MakeFilters(Guard::Scope::kEvent);
  process_filters_ = MakeFilters(Guard::Scope::kProcess);
  process_slots_.resize(kProcessSlots);
  process_bits_.resize(2 * kProcessSlots * words_);
  if (HasFlagsArgument(type)) {
    flag_slots_.resize(kFlagSlots);
    flag_bits_.resize(kFlagSlots * words_);
  }
}

void RuleIndex::Clear() { std::fill(process_slots_.begin(), process_slots_.end(), Slot()); }

RuleIndex::Filters RuleIndex::MakeFilters(Guard::Scope scope) {
  Filters filters;
  filters.open.resize(words_);
  for (size_t i = 0; i < nodes_.size(); ++i) {
    const Guard guard = program_.FindGuard(nodes_[i], scope);
    if (guard.cost >= Guard::kUseless) {
      Set(filters.open, i);
      continue;
    }
    for (uint32_t c : guard.checks) {
      const CompiledCheck& check = program_.check(c);
      auto filter = std::find_if(filters.texts.begin(), filters.texts.end(),
                                 [&](const TextFilter& f) { return f.value == check.left(); });
      if (filter == filters.texts.end()) {
        filter = filters.texts.emplace(filters.texts.end());
        filter->value = check.left();
        filter->type = program_.values().expr(check.left()).type;
        filter->needed.resize(words_);
      }
      AddToIndex(check, program_.values(), static_cast<uint32_t>(i), filter->index);
      Set(filter->needed, i);
    }
  }
  for (TextFilter& filter : filters.texts) filter.index.Build();
  return filters;
}

std::span<const uint64_t> RuleIndex::Candidates(EventContext& ctx) {
  if (process_slots_.empty()) {
    std::copy(all_.begin(), all_.end(), bits_.begin());
    ApplyTexts(event_filters_, bits_.data(), nullptr);
    return bits_;
  }
  uint64_t* process = ForProcess(ctx);
  const uint64_t* flags = flag_slots_.empty() ? nullptr : ForFlags(ctx);
  uint64_t left = 0, unasked = 0;
  for (size_t i = 0; i < words_; ++i) {
    bits_[i] = flags == nullptr ? process[i] : process[i] & flags[i];
    left |= bits_[i];
    unasked |= bits_[i] & ~process[words_ + i];
  }
  if (left == 0) return bits_;
  if (unasked == 0) process = nullptr;
  ApplyTexts(event_filters_, bits_.data(), process);
  if (process == nullptr) return bits_;
  for (size_t i = 0; i < words_; ++i) AskProcess(i, bits_[i], bits_.data(), process);
  return bits_;
}

// `process`: what ForProcess() returned, or nullptr if there is nothing to ask the process about.
void RuleIndex::ApplyTexts(Filters& filters, uint64_t* bits, uint64_t* process) {
  std::copy(filters.open.begin(), filters.open.end(), hits_.begin());
  ValueTable& values = program_.values();
  for (const TextFilter& filter : filters.texts) {
    uint64_t waiting = 0;
    for (size_t i = 0; i < words_; ++i) waiting |= filter.needed[i] & bits[i];
    if (waiting == 0 || (process != nullptr && !IsNeeded(filter, bits, process))) continue;
    const ValueTable::Reading& reading = values.Read(filter.value);
    for (int h = 0; h < (reading.dual ? 2 : 1); ++h) {
      const Value& v = reading.value[h];
      if (v.null()) continue;
      if (!v.present()) {
        for (size_t i = 0; i < words_; ++i) hits_[i] |= filter.needed[i];
      } else if (v.shape == Value::Shape::kOne) {
        filter.index.Find(IndexKey(v, filter.type), hits_.data());
      } else {
        for (uint32_t i = 0; i < v.count; ++i) {
          filter.index.Find(IndexKey(v.items[i], filter.type), hits_.data());
        }
      }
    }
  }
  for (size_t i = 0; i < words_; ++i) bits[i] &= hits_[i];
}

// Asks the process about the conditions that wait for this text, if they are few: perhaps it
// rules them out, and the text need not even be read.
bool RuleIndex::IsNeeded(const TextFilter& filter, uint64_t* bits, uint64_t* process) {
  int few = kFew;
  for (size_t i = 0; i < words_; ++i) {
    for (uint64_t rest = filter.needed[i] & bits[i]; rest != 0; rest &= rest - 1) {
      if (--few < 0) return true;
    }
  }
  uint64_t waiting = 0;
  for (size_t i = 0; i < words_; ++i) {
    AskProcess(i, filter.needed[i] & bits[i], bits, process);
    waiting |= filter.needed[i] & bits[i];
  }
  return waiting != 0;
}

// Drops those of the word's conditions that are false by their process checks alone. Each is
// evaluated once a process, and only when it matters.
void RuleIndex::AskProcess(size_t word, uint64_t conditions, uint64_t* bits, uint64_t* process) {
  uint64_t& asked = process[words_ + word];
  conditions &= ~asked;
  if (conditions == 0) return;
  const uint64_t no = FalseByPart(Program::kProcessScope, word, conditions);
  asked |= conditions;
  process[word] &= ~no;
  bits[word] &= ~no;
}

// Those of the word's conditions that are false by their checks of this scope alone.
uint64_t RuleIndex::FalseByPart(Program::Scope scope, size_t word, uint64_t conditions) {
  program_.BeginPart(scope);
  uint64_t no = 0;
  for (; conditions != 0; conditions &= conditions - 1) {
    const auto bit = static_cast<size_t>(__builtin_ctzll(conditions));
    if (program_.EvaluatePart(nodes_[word * 64 + bit]) == Tri::kFalse) no |= uint64_t{1} << bit;
  }
  return no;
}

// The conditions that the process leaves in, and after them those that AskProcess() asked about.
uint64_t* RuleIndex::ForProcess(EventContext& ctx) {
  // Stamps are never 0, which stands for "no process".
  const uint64_t stamp = ctx.process() == nullptr ? 0 : ctx.process()->stamp;
  const size_t i = SlotOf(stamp, ctx.changes(), kProcessSlots);
  Slot& slot = process_slots_[i];
  uint64_t* bits = process_bits_.data() + 2 * i * words_;
  if (slot.used && slot.key == stamp && slot.detail == ctx.changes()) return bits;
  slot = {stamp, ctx.changes(), true};
  std::copy(all_.begin(), all_.end(), bits);
  std::fill_n(bits + words_, words_, 0);
  ApplyTexts(process_filters_, bits, nullptr);
  return bits;
}

const uint64_t* RuleIndex::ForFlags(EventContext& ctx) {
  const proto::Argument* arg = ctx.Arg(proto::PARAM_FLAGS);
  const auto number = arg == nullptr ? 0 : static_cast<uint64_t>(arg->number());
  const uint64_t detail = arg == nullptr ? 3 : !arg->unreadable() ? 0 : ctx.outcome_known() ? 1 : 2;
  const size_t i = SlotOf(number, detail, kFlagSlots);
  Slot& slot = flag_slots_[i];
  uint64_t* bits = flag_bits_.data() + i * words_;
  if (slot.used && slot.key == number && slot.detail == detail) return bits;
  slot = {number, detail, true};
  for (size_t w = 0; w < words_; ++w) {
    bits[w] = all_[w] & ~FalseByPart(Program::kFlagsScope, w, all_[w]);
  }
  return bits;
}

}  // namespace falco_run::engine
