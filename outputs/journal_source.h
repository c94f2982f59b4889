// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_JOURNAL_SOURCE_H_
#define FALCO_RUN_OUTPUTS_JOURNAL_SOURCE_H_

#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "outputs/journal.h"
#include "outputs/source.h"

namespace falco_run::outputs {

// The alerts of journals, in their order, for one output.
class JournalSource : public Source {
 public:
  // All must outlive the source. `journals`: those that have a cursor of `output`; only the last
  // one grows.
  JournalSource(std::vector<Journal*> journals, std::string output, proto::Priority least,
                const Renderers& renderers);

  std::vector<MessagePtr> Take(size_t most) override;
  void Settle(size_t count) override;
  uint64_t waiting() const override;

 private:
  struct Taken {
    size_t journal;
    Journal::Position behind;
  };

  // The next alert that is severe enough; nullptr at the end.
  MessagePtr Next();
  void CountWhatIsLeft();
  // A record was read; it is to be settled unless it is passed over.
  void CountRead(bool last_journal, bool passed_over);
  void SaveCursor(size_t journal, Journal::Position at);

  const std::vector<Journal*> journals_;
  const std::string output_;
  const proto::Priority least_;
  const Renderers& renderers_;
  size_t current_ = 0;  // journal
  Journal::Position at_;
  std::deque<Taken> taken_;
  proto::Alert scratch_;

  mutable std::mutex counts_mutex_;
  uint64_t left_ = 0;       // records of earlier runs that were not read yet
  uint64_t read_ = 0;       // of the last journal
  uint64_t unsettled_ = 0;  // read
};

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_JOURNAL_SOURCE_H_
