// SPDX-License-Identifier: Apache-2.0
#include "outputs/outbox.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "outputs/journal_source.h"
#include "outputs/run_id.h"

namespace falco_run::outputs {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view kRunPrefix = "run-";

}  // namespace

absl::StatusOr<std::unique_ptr<Outbox>> Outbox::Open(OutboxOptions options) {
  std::error_code error;
  fs::create_directories(options.directory, error);
  if (error) return absl::UnavailableError(options.directory + ": " + error.message());
  fs::permissions(options.directory, fs::perms::owner_all, error);
  auto outbox = std::unique_ptr<Outbox>(new Outbox(std::move(options)));
  // Nobody may take over our journal between its making and its locking.
  const std::string& directory = outbox->options_.directory;
  const int lock = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (lock < 0) return absl::ErrnoToStatus(errno, directory);
  const auto unlock = absl::MakeCleanup([lock] { close(lock); });
  if (flock(lock, LOCK_EX) != 0) return absl::ErrnoToStatus(errno, directory);
  outbox->AdoptOthers();
  auto own = Journal::Create(directory + "/" + std::string(kRunPrefix) + NewRunId());
  if (!own.ok()) return own.status();
  outbox->journals_.push_back(*std::move(own));
  return outbox;
}

void Outbox::AdoptOthers() {
  std::error_code error;
  std::vector<std::string> directories;
  for (fs::directory_iterator it(options_.directory, error), end; !error && it != end;
       it.increment(error)) {
    const std::string name = it->path().filename();
    if (name.starts_with(kRunPrefix)) directories.push_back(it->path());
  }
  std::sort(directories.begin(), directories.end());
  for (const std::string& directory : directories) {
    auto journal = Journal::Adopt(directory);
    if (journal.ok()) journals_.push_back(*std::move(journal));
  }
}

absl::Status Outbox::Append(std::string_view alert) {
  if (bytes() >= options_.max_bytes) {
    return absl::ResourceExhaustedError("the outbox is full (" +
                                        std::to_string(options_.max_bytes) + " bytes)");
  }
  return journals_.back()->Append(alert);
}

uint64_t Outbox::bytes() const {
  uint64_t bytes = 0;
  for (const auto& journal : journals_) bytes += journal->bytes();
  return bytes;
}

std::unique_ptr<Source> Outbox::MakeSource(const std::string& output, proto::Priority least,
                                           const Renderers& renderers) {
  std::vector<Journal*> journals;
  for (const auto& journal : journals_) {
    const bool ours = journal == journals_.back();
    if (ours && !journal->cursor(output)) {
      // It is a new journal; if the cursor cannot be written, delivery starts over next time.
      (void)journal->SetCursor(output, {});
    }
    if (journal->cursor(output)) journals.push_back(journal.get());
  }
  return std::make_unique<JournalSource>(std::move(journals), output, least, renderers);
}

std::vector<std::string> Outbox::Unclaimed() const {
  std::set<std::string> ours;
  for (const std::string& name : journals_.back()->outputs()) ours.insert(name);
  std::vector<std::string> sentences;
  for (const auto& journal : journals_) {
    if (journal->IsSettled()) continue;
    for (const std::string& name : journal->outputs()) {
      if (ours.count(name) != 0) continue;
      sentences.push_back(journal->directory() + " holds alerts for '" + name +
                          "', which is not configured");
    }
  }
  return sentences;
}

}  // namespace falco_run::outputs
