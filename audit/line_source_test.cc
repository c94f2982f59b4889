// SPDX-License-Identifier: Apache-2.0
#include "audit/line_source.h"

#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace falco_run::audit {
namespace {

namespace fs = std::filesystem;
using Strings = std::vector<std::string>;

std::string Event(const std::string& id) {
  return R"({"auditID":")" + id + R"(","stageTimestamp":"2026-01-02T03:04:05Z"})";
}

std::string IdOf(const std::string& json) {
  const size_t begin = json.find(R"("auditID":")") + 11;
  return json.substr(begin, json.find('"', begin) - begin);
}

class LineSourceTest : public ::testing::Test, public Sink {
 protected:
  LineSourceTest() {
    std::string pattern = ::testing::TempDir() + "/linesXXXXXX";
    dir_ = mkdtemp(pattern.data());
  }
  ~LineSourceTest() override {
    Stop();
    fs::remove_all(dir_);
    close(stop_fd_);
  }

  void OnAudit(const proto::AuditEvent& event) override {
    std::lock_guard<std::mutex> lock(mutex_);
    ids_.push_back(IdOf(event.json()));
  }
  Strings Ids() {
    std::lock_guard<std::mutex> lock(mutex_);
    return ids_;
  }
  bool WaitForIds(size_t count) {
    for (int i = 0; i < 2000 && Ids().size() < count; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return Ids().size() >= count;
  }

  absl::Status Start(const Strings& paths, bool follow) {
    LineSourceOptions options;
    options.paths = paths;
    options.follow = follow;
    options.stop_fd = stop_fd_;
    options.on_problem = [this](const std::string& text) {
      std::lock_guard<std::mutex> lock(mutex_);
      problems_.push_back(text);
    };
    source_ = std::make_unique<LineSource>(std::move(options), queue_, counters_);
    absl::Status status = source_->Open();
    if (!status.ok()) return status;
    evaluating_ = std::thread([this] { queue_.Run(*this); });
    reading_ = std::thread([this] {
      source_->Run();
      queue_.Close();
    });
    return status;
  }
  void Finish() {
    if (reading_.joinable()) reading_.join();
    if (evaluating_.joinable()) evaluating_.join();
  }
  void Stop() {
    const uint64_t one = 1;
    EXPECT_EQ(write(stop_fd_, &one, sizeof one), 8);
    Finish();
  }

  std::string Write(const std::string& name, const std::string& text,
                    std::ios::openmode mode = std::ios::trunc) {
    const std::string path = dir_ + "/" + name;
    std::ofstream(path, mode | std::ios::out) << text;
    return path;
  }
  void Append(const std::string& name, const std::string& text) {
    Write(name, text, std::ios::app);
  }

  std::string dir_;
  const int stop_fd_ = eventfd(0, EFD_CLOEXEC);
  EventQueue queue_{1 << 20};
  Counters counters_;
  std::unique_ptr<LineSource> source_;
  std::thread reading_;
  std::thread evaluating_;
  std::mutex mutex_;
  Strings ids_;
  Strings problems_;
};

TEST_F(LineSourceTest, AFileToItsEnd) {
  const std::string path =
      Write("a.log", Event("1") + "\n\n[" + Event("2") + "," + Event("3") + "]\r\n" + Event("4"));
  ASSERT_TRUE(Start({path}, false).ok());
  Finish();
  EXPECT_EQ(ids_, (Strings{"1", "2", "3", "4"}));
  EXPECT_EQ(counters_.events, 4u);
}

TEST_F(LineSourceTest, BadLinesAreToldWithTheirPlace) {
  const std::string path =
      Write("a.log", Event("1") + "\n{\n" + R"({"auditID":"x"})" + "\n" + Event("2") + "\n");
  ASSERT_TRUE(Start({path}, false).ok());
  Finish();
  EXPECT_EQ(ids_, (Strings{"1", "2"}));
  ASSERT_EQ(problems_.size(), 2u);
  EXPECT_EQ(problems_[0].substr(0, path.size() + 12), path + ":2: no JSON:");
  EXPECT_EQ(problems_[1], path + ":3: the event: no stageTimestamp");
  EXPECT_EQ(counters_.malformed, 1u);
  EXPECT_EQ(counters_.all_refused(), 1u);
}

TEST_F(LineSourceTest, LinesLongerThanAPieceAndLongerThanAllowed) {
  std::string line = Event("1");
  line.insert(line.size() - 1, R"(,"requestObject":")" + std::string(900000, 'x') + "\"");
  const std::string path =
      Write("a.log", line + "\n" + std::string(13 << 20, 'y') + "\n" + Event("2") + "\n");
  ASSERT_TRUE(Start({path}, false).ok());
  Finish();
  EXPECT_EQ(ids_, (Strings{"1", "2"}));
  EXPECT_EQ(problems_, (Strings{path + ":2: the line is longer than 12 MiB"}));
}

TEST_F(LineSourceTest, ADirectoryFromTheOldestFileOn) {
  const auto now = fs::file_time_type::clock::now();
  for (const auto& [name, age] : std::vector<std::pair<std::string, int>>{
           {"b.log", 30}, {"c.log", 10}, {"a.log", 20}, {".hidden", 5}}) {
    fs::last_write_time(Write(name, Event(name) + "\n"), now - std::chrono::seconds(age));
  }
  fs::create_directory(dir_ + "/sub");
  ASSERT_TRUE(Start({dir_}, false).ok());
  Finish();
  EXPECT_EQ(ids_, (Strings{"b.log", "a.log", "c.log"}));
}

TEST_F(LineSourceTest, WhatCannotBeOpened) {
  EXPECT_EQ(Start({dir_ + "/none"}, false).message(), dir_ + "/none: No such file or directory");
  EXPECT_FALSE(Start({dir_ + "/no/file"}, true).ok());
}

TEST_F(LineSourceTest, FollowsRotation) {
  const std::string path = Write("audit.log", Event("1") + "\n");
  ASSERT_TRUE(Start({path}, true).ok());
  ASSERT_TRUE(WaitForIds(1));
  Append("audit.log", Event("2").substr(0, 20));
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  Append("audit.log", Event("2").substr(20) + "\n");
  ASSERT_TRUE(WaitForIds(2));
  Append("audit.log", Event("3") + "\n");
  fs::rename(path, dir_ + "/audit-1.log");
  Append("audit-1.log", Event("4") + "\n");
  Write("audit.log", Event("5") + "\n");
  ASSERT_TRUE(WaitForIds(5));
  Append("audit.log", Event("6") + "\n");
  ASSERT_TRUE(WaitForIds(6));
  Stop();
  EXPECT_EQ(ids_, (Strings{"1", "2", "3", "4", "5", "6"}));
}

TEST_F(LineSourceTest, FollowsAFileThatIsCutShort) {
  const std::string path = Write("audit.log", Event("1") + "\n" + Event("2") + "\n");
  ASSERT_TRUE(Start({path}, true).ok());
  ASSERT_TRUE(WaitForIds(2));
  fs::resize_file(path, 0);
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  Append("audit.log", Event("3") + "\n");
  ASSERT_TRUE(WaitForIds(3));
  Stop();
  EXPECT_EQ(ids_, (Strings{"1", "2", "3"}));
}

TEST_F(LineSourceTest, FollowsAFileThatComesLater) {
  ASSERT_TRUE(Start({dir_ + "/later.log"}, true).ok());
  Write("later.log", Event("1") + "\n");
  ASSERT_TRUE(WaitForIds(1));
}

TEST_F(LineSourceTest, FollowsADirectoryThroughRotation) {
  Write("audit.log", Event("1") + "\n");
  ASSERT_TRUE(Start({dir_}, true).ok());
  ASSERT_TRUE(WaitForIds(1));
  for (int i = 2; i <= 4; ++i) {
    for (int old = i; old >= 1; --old) {
      const std::string from = dir_ + "/audit.log" + (old > 1 ? "." + std::to_string(old - 1) : "");
      if (fs::exists(from)) fs::rename(from, dir_ + "/audit.log." + std::to_string(old));
    }
    Write("audit.log", Event(std::to_string(i)) + "\n");
    ASSERT_TRUE(WaitForIds(static_cast<size_t>(i))) << i;
  }
  Write("other.log", Event("5") + "\n");
  ASSERT_TRUE(WaitForIds(5));
  Stop();
  EXPECT_EQ(ids_, (Strings{"1", "2", "3", "4", "5"}));
}

}  // namespace
}  // namespace falco_run::audit
