// SPDX-License-Identifier: Apache-2.0
#include "engine/rule_index.h"

#include <algorithm>

#include "engine/events/event_table.h"

namespace falco_run::engine {
namespace {

constexpr size_t kProcessSlots = 256;
constexpr size_t kFlagSlots = 16;

size_t SlotOf(uint64_t key, uint64_t detail, size_t slots) {
  return ((key + detail * 0x9e3779b97f4a7c15u) * 0x9e3779b97f4a7c15u >> 40) % slots;
}

// Opens whose checks on flags depend on that one argument.
bool HasFlagsArgument(proto::EventType type) {
  return type == proto::EVENT_OPEN || type == proto::EVENT_OPENAT || type == proto::EVENT_OPENAT2;
}

void Set(std::vector<uint64_t>& bits, size_t i) { bits[i / 64] |= uint64_t{1} << i % 64; }

}  // namespace

RuleIndex::RuleIndex(Program& program, std::span<const NodeId> nodes, proto::EventType type)
    : program_(program),
      nodes_(nodes.begin(), nodes.end()),
      type_(type),
      words_((nodes.size() + 63) / 64),
      all_(words_),
      bits_(words_),
      hits_(words_) {
  for (size_t i = 0; i < nodes_.size(); ++i) Set(all_, i);
  program_.PrepareParts();
  if (IsExec(type_)) {
    event_filters_ = MakeFilters(Guard::Scope::kAll);
    return;
  }
  event_filters_ = MakeFilters(Guard::Scope::kEvent);
  process_filters_ = MakeFilters(Guard::Scope::kProcess);
  process_slots_.resize(kProcessSlots);
  process_bits_.resize(kProcessSlots * words_);
  if (HasFlagsArgument(type_)) {
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
        filter->needed.resize(words_);
      }
      AddToIndex(check, static_cast<uint32_t>(i), filter->index);
      Set(filter->needed, i);
    }
  }
  for (TextFilter& filter : filters.texts) filter.index.Build();
  return filters;
}

std::span<const uint64_t> RuleIndex::Candidates(EventContext& ctx) {
  uint64_t left = 0;
  if (process_slots_.empty()) {
    std::copy(all_.begin(), all_.end(), bits_.begin());
    left = 1;
  } else {
    const uint64_t* process = ForProcess(ctx);
    const uint64_t* flags = flag_slots_.empty() ? nullptr : ForFlags(ctx);
    for (size_t i = 0; i < words_; ++i) {
      bits_[i] = flags == nullptr ? process[i] : process[i] & flags[i];
      left |= bits_[i];
    }
  }
  if (left != 0) ApplyTexts(event_filters_, bits_.data());
  return bits_;
}

void RuleIndex::ApplyTexts(Filters& filters, uint64_t* bits) {
  std::copy(filters.open.begin(), filters.open.end(), hits_.begin());
  ValueTable& values = program_.values();
  for (const TextFilter& filter : filters.texts) {
    bool needed = false;
    for (size_t i = 0; i < words_; ++i) needed = needed || (filter.needed[i] & bits[i]) != 0;
    if (!needed) continue;
    const ValueTable::Reading& reading = values.Read(filter.value);
    for (int h = 0; h < (reading.dual ? 2 : 1); ++h) {
      const Value& v = reading.value[h];
      if (v.null()) continue;
      if (!v.present()) {
        for (size_t i = 0; i < words_; ++i) hits_[i] |= filter.needed[i];
      } else if (v.shape == Value::Shape::kOne) {
        filter.index.Find(v.s, hits_.data());
      } else {
        for (uint32_t i = 0; i < v.count; ++i) filter.index.Find(v.items[i].s, hits_.data());
      }
    }
  }
  for (size_t i = 0; i < words_; ++i) bits[i] &= hits_[i];
}

// Keeps the conditions that are not false by their checks of this scope alone.
void RuleIndex::ApplyPart(Program::Scope scope, uint64_t* bits) {
  program_.BeginPart(scope);
  for (size_t w = 0; w < words_; ++w) {
    for (uint64_t rest = bits[w]; rest != 0; rest &= rest - 1) {
      const auto bit = static_cast<size_t>(__builtin_ctzll(rest));
      if (program_.EvaluatePart(nodes_[w * 64 + bit]) == Tri::kFalse) {
        bits[w] &= ~(uint64_t{1} << bit);
      }
    }
  }
}

const uint64_t* RuleIndex::ForProcess(EventContext& ctx) {
  // Stamps are never 0, which stands for "no process".
  const uint64_t stamp = ctx.process() == nullptr ? 0 : ctx.process()->stamp;
  const size_t i = SlotOf(stamp, ctx.changes(), kProcessSlots);
  Slot& slot = process_slots_[i];
  uint64_t* bits = process_bits_.data() + i * words_;
  if (slot.used && slot.key == stamp && slot.detail == ctx.changes()) return bits;
  slot = {stamp, ctx.changes(), true};
  std::copy(all_.begin(), all_.end(), bits);
  ApplyTexts(process_filters_, bits);
  ApplyPart(Program::kProcessScope, bits);
  return bits;
}

const uint64_t* RuleIndex::ForFlags(EventContext& ctx) {
  const proto::Argument* arg = ctx.Arg(proto::PARAM_FLAGS);
  const auto number = arg == nullptr ? 0 : static_cast<uint64_t>(arg->number());
  const uint64_t detail = arg == nullptr ? 2 : arg->unreadable() ? 1 : 0;
  const size_t i = SlotOf(number, detail, kFlagSlots);
  Slot& slot = flag_slots_[i];
  uint64_t* bits = flag_bits_.data() + i * words_;
  if (slot.used && slot.key == number && slot.detail == detail) return bits;
  slot = {number, detail, true};
  std::copy(all_.begin(), all_.end(), bits);
  ApplyPart(Program::kFlagsScope, bits);
  return bits;
}

}  // namespace falco_run::engine
