// SPDX-License-Identifier: Apache-2.0
#include "outputs/journal.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "outputs/test_util.h"

namespace falco_run::outputs {
namespace {

namespace fs = std::filesystem;

class JournalTest : public testing::Test {
 protected:
  std::unique_ptr<Journal> Create() {
    auto journal = Journal::Create(path_);
    EXPECT_TRUE(journal.ok()) << journal.status();
    return *std::move(journal);
  }
  std::unique_ptr<Journal> Adopt() {
    auto journal = Journal::Adopt(path_);
    EXPECT_TRUE(journal.ok()) << journal.status();
    return *std::move(journal);
  }
  static std::vector<std::string> ReadAll(Journal& journal, Journal::Position at = {}) {
    std::vector<std::string> records;
    while (true) {
      auto record = journal.Read(at);
      if (!record.ok()) {
        records.push_back("damaged");
      } else if (record->has_value()) {
        records.push_back(**record);
      } else {
        return records;
      }
    }
  }
  size_t Segments() const {
    size_t count = 0;
    for (const auto& entry : fs::directory_iterator(path_)) {
      if (entry.path().extension() == ".segment") ++count;
    }
    return count;
  }

  const std::string path_ = TestDirectory() + "/journal";
};

TEST_F(JournalTest, RecordsOutliveTheJournal) {
  {
    auto journal = Create();
    ASSERT_TRUE(journal->SetCursor("a", {}).ok());
    for (const char* text : {"one", "", "three"}) ASSERT_TRUE(journal->Append(text).ok());
    EXPECT_EQ(ReadAll(*journal), (std::vector<std::string>{"one", "", "three"}));
    EXPECT_FALSE(journal->IsSettled());
  }
  auto journal = Adopt();
  EXPECT_EQ(ReadAll(*journal), (std::vector<std::string>{"one", "", "three"}));
  EXPECT_EQ(journal->outputs(), std::vector<std::string>{"a"});
}

TEST_F(JournalTest, ACursorIsWhereToGoOn) {
  {
    auto journal = Create();
    ASSERT_TRUE(journal->Append("one").ok());
    ASSERT_TRUE(journal->Append("two").ok());
    Journal::Position at;
    ASSERT_TRUE(journal->Read(at).ok());
    ASSERT_TRUE(journal->SetCursor("a", at).ok());
  }
  auto journal = Adopt();
  EXPECT_EQ(ReadAll(*journal, *journal->cursor("a")), std::vector<std::string>{"two"});
}

TEST_F(JournalTest, ASettledJournalIsRemoved) {
  {
    auto journal = Create();
    ASSERT_TRUE(journal->Append("one").ok());
    Journal::Position at;
    ASSERT_TRUE(journal->Read(at).ok());
    ASSERT_TRUE(journal->SetCursor("a", at).ok());
    EXPECT_TRUE(journal->IsSettled());
  }
  EXPECT_FALSE(fs::exists(path_));
}

TEST_F(JournalTest, OneProcessAtATime) {
  auto journal = Create();
  const auto second = Journal::Adopt(path_);
  EXPECT_TRUE(absl::IsFailedPrecondition(second.status())) << second.status();
  EXPECT_TRUE(fs::exists(path_)) << "the loser must not remove it";
}

TEST_F(JournalTest, ATornRecordEndsTheSegment) {
  {
    auto journal = Create();
    ASSERT_TRUE(journal->SetCursor("a", {}).ok());
    ASSERT_TRUE(journal->Append("whole").ok());
    ASSERT_TRUE(journal->Append("torn").ok());
  }
  const std::string segment = path_ + "/00000000.segment";
  ASSERT_EQ(truncate(segment.c_str(), static_cast<off_t>(fs::file_size(segment) - 1)), 0);
  auto journal = Adopt();
  EXPECT_EQ(ReadAll(*journal), (std::vector<std::string>{"whole", "damaged"}));
}

TEST_F(JournalTest, ADamagedRecordIsNoticed) {
  {
    auto journal = Create();
    ASSERT_TRUE(journal->SetCursor("a", {}).ok());
    ASSERT_TRUE(journal->Append("whole").ok());
  }
  std::fstream file(path_ + "/00000000.segment", std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(9);
  file.put('X');
  file.close();
  EXPECT_EQ(ReadAll(*Adopt()), std::vector<std::string>{"damaged"});
}

TEST_F(JournalTest, PassedSegmentsAreDeletedWhenEveryOutputHasPassed) {
  auto journal = Create();
  ASSERT_TRUE(journal->SetCursor("a", {}).ok());
  ASSERT_TRUE(journal->SetCursor("b", {}).ok());
  const std::string large(1 << 20, 'x');
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(journal->Append(large).ok());
  EXPECT_EQ(Segments(), 3u);
  Journal::Position at;
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(journal->Read(at).ok());
  ASSERT_TRUE(journal->SetCursor("a", at).ok());
  EXPECT_EQ(Segments(), 3u);
  ASSERT_TRUE(journal->SetCursor("b", at).ok());
  EXPECT_EQ(Segments(), 1u);
}

TEST_F(JournalTest, ACursorThatPointsNowhereStartsOver) {
  {
    auto journal = Create();
    ASSERT_TRUE(journal->Append("one").ok());
    ASSERT_TRUE(journal->SetCursor("a", {7, 3}).ok());
    ASSERT_TRUE(journal->SetCursor("b", {}).ok());
  }
  auto journal = Adopt();
  EXPECT_EQ(*journal->cursor("a"), Journal::Position());
}

}  // namespace
}  // namespace falco_run::outputs
