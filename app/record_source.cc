// SPDX-License-Identifier: Apache-2.0
#include "app/record_source.h"

#include <sys/stat.h>

#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <utility>
#include <vector>

#include "app/audit_records.h"
#include "engine/describe/event_description.h"
#include "engine/describe/yaml_text.h"
#include "recording/record_reader.h"

namespace falco_run::app {
namespace {

class DescribedRecords : public RecordSource {
 public:
  DescribedRecords(std::vector<proto::Record> records,
                   std::shared_ptr<engine::HostNameSource> host_names)
      : records_(std::move(records)), host_names_(std::move(host_names)) {}

  absl::StatusOr<std::optional<proto::Record>> Next() override {
    if (next_ == records_.size()) return std::nullopt;
    return std::move(records_[next_++]);
  }

  std::shared_ptr<engine::HostNameSource> host_names() const override { return host_names_; }

 private:
  std::vector<proto::Record> records_;
  const std::shared_ptr<engine::HostNameSource> host_names_;
  size_t next_ = 0;
};

class RecordedRecords : public RecordSource {
 public:
  explicit RecordedRecords(std::unique_ptr<recording::RecordReader> reader)
      : reader_(std::move(reader)) {}

  absl::StatusOr<std::optional<proto::Record>> Next() override {
    proto::Record record;
    const absl::StatusOr<bool> more = reader_->Next(record);
    if (!more.ok()) return more.status();
    if (!*more) return std::nullopt;
    return record;
  }

  bool recorded() const override { return true; }

 private:
  const std::unique_ptr<recording::RecordReader> reader_;
};

absl::StatusOr<std::unique_ptr<RecordSource>> ReadDescriptions(const std::string& text) {
  auto documents = engine::ParseYaml(text);
  if (!documents.ok()) return documents.status();
  std::vector<proto::Record> all;
  engine::EventDescriber describer;
  for (const YAML::Node& document : *documents) {
    if (document.IsNull()) continue;
    auto events = engine::FindDescriptions(document);
    if (!events.ok()) return events.status();
    for (const YAML::Node& event : *events) {
      auto records = describer.Describe(event);
      if (!records.ok()) return records.status();
      for (proto::Record& record : *records) all.push_back(std::move(record));
    }
  }
  if (all.empty()) return absl::InvalidArgumentError("1:1: the file describes no event");
  return MakeRecordSource(std::move(all),
                          std::make_shared<engine::FixedHostNames>(describer.host_names()));
}

}  // namespace

std::unique_ptr<RecordSource> MakeRecordSource(std::vector<proto::Record> records,
                                               std::shared_ptr<engine::HostNameSource> host_names) {
  return std::make_unique<DescribedRecords>(std::move(records), std::move(host_names));
}

absl::StatusOr<std::string> ReadWholeFile(const std::string& path) {
  if (path == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
  std::ifstream file(path, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(file), {});
  // A directory opens but cannot be read.
  if (!file || file.bad()) {
    return absl::NotFoundError(path + ": " + std::strerror(errno ? errno : EIO));
  }
  return text;
}

absl::StatusOr<std::unique_ptr<RecordSource>> OpenRecords(const std::string& path) {
  // What cannot be read twice is read whole.
  struct stat st;
  const bool twice = path != "-" && (stat(path.c_str(), &st) != 0 || S_ISREG(st.st_mode));
  if (twice) {
    auto reader = recording::RecordReader::Open(path);
    if (reader.ok()) return std::make_unique<RecordedRecords>(*std::move(reader));
    if (absl::IsUnimplemented(reader.status())) return reader.status();
  }
  errno = 0;
  auto text = ReadWholeFile(path);
  if (!text.ok()) return text.status();
  if (!twice) {
    auto reader =
        recording::RecordReader::Create(std::make_unique<std::istringstream>(*text), path);
    if (reader.ok()) return std::make_unique<RecordedRecords>(*std::move(reader));
    if (absl::IsUnimplemented(reader.status())) return reader.status();
  }
  if (auto records = ReadAuditLog(*text)) return MakeRecordSource(*std::move(records));
  auto records = ReadDescriptions(*text);
  if (!records.ok()) {
    return absl::InvalidArgumentError((path == "-" ? "stdin" : path) + ":" +
                                      std::string(records.status().message()));
  }
  return records;
}

}  // namespace falco_run::app
