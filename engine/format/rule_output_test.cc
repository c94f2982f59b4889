// SPDX-License-Identifier: Apache-2.0
#include "engine/format/rule_output.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <map>

#include "engine/engine_test_util.h"
#include "engine/fields/event_context.h"

namespace falco_run::engine {
namespace {

using testing::MakeProcess;
using testing::MakeRule;
using testing::Openat;
using testing::WithResult;

class RuleOutputTest : public ::testing::Test {
 protected:
  RuleOutputTest() {
    processes_.OnProcess(MakeProcess(1, 0, "cat"));
    rule_.output = "out %proc.name";
  }

  std::string Error() {
    const Catalogue& catalogue = *Catalogue::ForSource("syscall");
    ValueTable values(catalogue);
    const auto compiled = RuleOutput::Compile(rule_, catalogue, values);
    return compiled.error ? compiled.error->message : "";
  }

  proto::Alert Render(const proto::SyscallEvent& event) {
    const Catalogue& catalogue = *Catalogue::ForSource("syscall");
    ValueTable values(catalogue);
    const auto compiled = RuleOutput::Compile(rule_, catalogue, values);
    EXPECT_FALSE(compiled.error) << compiled.error->message;
    EventContext context(processes_);
    context.Begin(event);
    values.Begin(context);
    depends_ = compiled.output.DependsOnOutcome(values);
    proto::Alert alert;
    compiled.output.Render(values, context, alert);
    return alert;
  }

  static std::map<std::string, proto::OutputField> Fields(const proto::Alert& alert) {
    std::map<std::string, proto::OutputField> fields;
    for (const auto& f : alert.output_fields()) fields[f.name()] = f;
    EXPECT_EQ(fields.size(), static_cast<size_t>(alert.output_fields_size())) << "each once";
    return fields;
  }

  Rule rule_;
  ProcessTable processes_;
  const proto::SyscallEvent opened_ = WithResult(Openat("/etc/passwd", O_RDONLY), 3);
  bool depends_ = false;
};

TEST_F(RuleOutputTest, ExtraTextFollows) {
  rule_.extra_output = " file=%fd.name";
  const proto::Alert alert = Render(opened_);
  EXPECT_EQ(alert.message(), "out cat file=/etc/passwd");
  EXPECT_EQ(Fields(alert).count("fd.name"), 1u);
}

TEST_F(RuleOutputTest, ExtraFieldsKeepTheirTypeOrAreText) {
  rule_.extra_fields = {{"proc.pid", ""},
                        {"fd.num", ""},
                        {"who", "%user.name in %proc.name"},
                        {"proc.aname[1]", ""},
                        {"evt.time", ""}};
  const proto::Alert alert = Render(opened_);
  EXPECT_EQ(alert.message(), "out cat") << "only in output_fields";
  const auto fields = Fields(alert);
  EXPECT_EQ(fields.size(), 6u);
  EXPECT_EQ(fields.at("proc.pid").number(), 101);
  EXPECT_EQ(fields.at("fd.num").number(), 3);
  EXPECT_EQ(fields.at("who").text(), "ann in cat");
  EXPECT_EQ(fields.at("proc.aname[1]").value_case(), proto::OutputField::VALUE_NOT_SET);
  EXPECT_EQ(fields.at("evt.time").unsigned_number(), opened_.time_ns());
  for (int i = 1; i < alert.output_fields_size(); ++i) {
    EXPECT_LT(alert.output_fields(i - 1).name(), alert.output_fields(i).name());
  }
}

TEST_F(RuleOutputTest, TheLastOfTwoFieldsWithOneNameWins) {
  rule_.extra_fields = {{"proc.name", "x%proc.name"}, {"a", "1"}, {"a", "2"}};
  const auto fields = Fields(Render(opened_));
  EXPECT_EQ(fields.at("proc.name").text(), "xcat");
  EXPECT_EQ(fields.at("a").text(), "2");
}

TEST_F(RuleOutputTest, ExtraFieldsAskForTheOutcome) {
  Render(Openat("/etc/passwd", O_RDONLY));
  EXPECT_FALSE(depends_);
  rule_.extra_fields = {{"evt.res", ""}};
  Render(Openat("/etc/passwd", O_RDONLY));
  EXPECT_TRUE(depends_);
  rule_.extra_fields = {{"r", "%evt.rawres"}};
  Render(Openat("/etc/passwd", O_RDONLY));
  EXPECT_TRUE(depends_);
}

TEST_F(RuleOutputTest, Errors) {
  rule_.extra_fields = {{"evt.tpye", ""}};
  EXPECT_NE(Error().find("extra field 'evt.tpye': "), std::string::npos) << Error();
  for (const char* name : {"evt.type x", "evt.typex", "evt.type %proc.name", "12evt.type", ""}) {
    rule_.extra_fields = {{name, ""}};
    EXPECT_NE(Error(), "") << name;
  }
  rule_.extra_fields = {{"x", "%no.such"}};
  EXPECT_NE(Error().find("extra field 'x': "), std::string::npos) << Error();
  rule_.extra_fields.clear();
  rule_.extra_output = " %no.such";
  EXPECT_NE(Error().find("no.such"), std::string::npos);
}

}  // namespace
}  // namespace falco_run::engine
