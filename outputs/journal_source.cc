// SPDX-License-Identifier: Apache-2.0
#include "outputs/journal_source.h"

#include <algorithm>
#include <utility>

namespace falco_run::outputs {

JournalSource::JournalSource(std::vector<Journal*> journals, std::string output,
                             proto::Priority least, const Renderers& renderers)
    : journals_(std::move(journals)),
      output_(std::move(output)),
      least_(least),
      renderers_(renderers) {
  if (!journals_.empty()) at_ = journals_[0]->cursor(output_).value_or(Journal::Position());
  CountWhatIsLeft();
}

void JournalSource::CountWhatIsLeft() {
  for (size_t i = 0; i < journals_.size(); ++i) {
    Journal::Position at = journals_[i]->cursor(output_).value_or(Journal::Position());
    uint64_t left = 0;
    while (true) {
      const auto record = journals_[i]->Read(at);
      if (record.ok() && !record->has_value()) break;
      ++left;
    }
    if (i + 1 < journals_.size()) {
      left_ += left;
    } else {
      read_ = journals_[i]->appended() - std::min(journals_[i]->appended(), left);
    }
  }
}

MessagePtr JournalSource::Next() {
  while (current_ < journals_.size()) {
    const bool last = current_ + 1 == journals_.size();
    auto record = journals_[current_]->Read(at_);
    if (record.ok() && !record->has_value()) {
      if (last) return nullptr;
      // What was passed over at its end is settled, too.
      if (taken_.empty()) SaveCursor(current_, at_);
      ++current_;
      at_ = journals_[current_]->cursor(output_).value_or(Journal::Position());
      continue;
    }
    // A damaged record is behind us; those of the next segment are good.
    const bool passed_over =
        !record.ok() || !scratch_.ParseFromString(**record) || !IsWanted(scratch_, least_);
    CountRead(last, passed_over);
    if (passed_over) continue;
    return std::make_shared<const Message>(*std::move(*record), renderers_);
  }
  return nullptr;
}

void JournalSource::CountRead(bool last_journal, bool passed_over) {
  std::lock_guard<std::mutex> lock(counts_mutex_);
  if (last_journal) {
    ++read_;
  } else {
    --left_;
  }
  if (!passed_over) ++unsettled_;
}

std::vector<MessagePtr> JournalSource::Take(size_t most) {
  std::vector<MessagePtr> messages;
  while (messages.size() < most) {
    MessagePtr message = Next();
    if (message == nullptr) break;
    messages.push_back(std::move(message));
    taken_.push_back({current_, at_});
  }
  if (taken_.empty() && current_ < journals_.size()) SaveCursor(current_, at_);
  return messages;
}

void JournalSource::Settle(size_t count) {
  count = std::min(count, taken_.size());
  for (size_t i = 0; i < count; ++i) {
    const Taken taken = taken_.front();
    taken_.pop_front();
    const bool last_of_journal = i + 1 == count || taken_.front().journal != taken.journal;
    if (!last_of_journal) continue;
    // When nothing is in hand, what was passed over behind it is settled, too.
    const bool all = taken_.empty() && taken.journal == current_;
    SaveCursor(taken.journal, all ? at_ : taken.behind);
  }
  std::lock_guard<std::mutex> lock(counts_mutex_);
  unsettled_ -= count;
}

// If it cannot be written the messages are delivered once more in the next run.
void JournalSource::SaveCursor(size_t journal, Journal::Position at) {
  (void)journals_[journal]->SetCursor(output_, at);
}

uint64_t JournalSource::waiting() const {
  const uint64_t appended = journals_.empty() ? 0 : journals_.back()->appended();
  std::lock_guard<std::mutex> lock(counts_mutex_);
  return left_ + unsettled_ + (appended > read_ ? appended - read_ : 0);
}

}  // namespace falco_run::outputs
