// SPDX-License-Identifier: Apache-2.0
#include "engine/format/output_format.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include "engine/engine_test_util.h"
#include "engine/fields/event_context.h"

namespace falco_run::engine {
namespace {

using testing::AddNumber;
using testing::Connect;
using testing::MakeEvent;
using testing::MakeProcess;
using testing::Openat;
using testing::WithResult;

class OutputFormatTest : public ::testing::Test {
 protected:
  OutputFormatTest() {
    processes_.OnProcess(MakeProcess(3, 0, "init"));
    processes_.OnProcess(MakeProcess(2, 3, "sh"));
    proto::Process p = MakeProcess(1, 2, "cat");
    p.add_args("-n");
    processes_.OnProcess(p);
    event_ = WithResult(Openat("/etc/passwd", O_RDONLY), 3);
  }

  proto::Alert Render(const std::string& text) {
    const Catalogue& catalogue = *Catalogue::ForSource("syscall");
    ValueTable values(catalogue);
    OutputFormat::Compiled c = OutputFormat::Compile(text, catalogue, values);
    EXPECT_FALSE(c.error) << (c.error ? c.error->message : "");
    EventContext context(processes_);
    context.Begin(event_);
    values.Begin(context);
    proto::Alert alert;
    c.format.Render(values, context, alert);
    return alert;
  }
  std::string Text(const std::string& text) { return Render(text).message(); }

  std::string Error(const std::string& text) {
    const Catalogue& catalogue = *Catalogue::ForSource("syscall");
    ValueTable values(catalogue);
    OutputFormat::Compiled c = OutputFormat::Compile(text, catalogue, values);
    return c.error ? c.error->message : "";
  }

  ProcessTable processes_;
  proto::SyscallEvent event_;
};

TEST_F(OutputFormatTest, FieldsAndText) {
  EXPECT_EQ(Text("plain"), "plain");
  EXPECT_EQ(Text(""), "");
  EXPECT_EQ(Text("a=%proc.name b=%fd.name."), "a=cat b=/etc/passwd.");
  EXPECT_EQ(Text("(%proc.cmdline|%proc.pname)"), "(cat -n|sh)");
  EXPECT_EQ(Text("%proc.aname[2]/%proc.aname[0]/%proc.aname"), "init/cat/sh init");
  EXPECT_EQ(Text("%proc.pid:%proc.apid:%proc.apid[1]"), "101:101:102");
  EXPECT_EQ(Text("%evt.arg.flags %evt.arg[2] %evt.type"), "O_RDONLY /etc/passwd openat");
  EXPECT_EQ(Text("%evt.is_open_read %fd.num %evt.num"), "true 3 7");
}

TEST_F(OutputFormatTest, MissingIsNa) {
  EXPECT_EQ(Text("%fd.sip %proc.tty %k8s.pod.name"), "<NA> <NA> <NA>");
  event_.set_process_id(77);
  EXPECT_EQ(Text("%proc.name"), "<NA>");
}

TEST_F(OutputFormatTest, Width) { EXPECT_EQ(Text("[%5proc.name][%2proc.name]"), "[cat  ][ca]"); }

TEST_F(OutputFormatTest, Transformers) {
  const proto::Alert a = Render("%toupper(proc.name) %join(\"-\", (proc.name, fd.name))");
  EXPECT_EQ(a.message(), "CAT cat-/etc/passwd");
  ASSERT_EQ(a.output_fields_size(), 2);
  EXPECT_EQ(a.output_fields(1).name(), "proc.name");
  EXPECT_EQ(a.output_fields(1).text(), "cat");
}

TEST_F(OutputFormatTest, FieldsAreTypedAndSorted) {
  const proto::Alert a = Render("%proc.pid %evt.time %fd.name %fd.sip %proc.aname[1] %fd.name");
  ASSERT_EQ(a.output_fields_size(), 5);
  EXPECT_EQ(a.output_fields(0).name(), "evt.time");
  EXPECT_EQ(a.output_fields(0).unsigned_number(), 1767225600123456789u);
  EXPECT_EQ(a.output_fields(1).name(), "fd.name");
  EXPECT_EQ(a.output_fields(1).text(), "/etc/passwd");
  EXPECT_EQ(a.output_fields(2).name(), "fd.sip");
  EXPECT_EQ(a.output_fields(2).value_case(), proto::OutputField::VALUE_NOT_SET);
  EXPECT_EQ(a.output_fields(3).name(), "proc.aname[1]");
  EXPECT_EQ(a.output_fields(4).name(), "proc.pid");
  EXPECT_EQ(a.output_fields(4).number(), 101);
}

TEST_F(OutputFormatTest, EventArgs) {
  event_ = WithResult(Openat("/etc/passwd", O_RDONLY), -2);
  EXPECT_EQ(Text("%evt.args"),
            "fd=-2(ENOENT) dirfd=-100(AT_FDCWD) name=/etc/passwd flags=1(O_RDONLY) mode=0 "
            "dev=<NA> ino=<NA> ");
  event_ = WithResult(MakeEvent(proto::EVENT_SETUID), 0);
  AddNumber(event_, proto::PARAM_UID, 0);
  EXPECT_EQ(Text("%evt.args"), "res=0 uid=0(root) ");
  event_ = WithResult(Connect("\x0a\x01\x02\x03", 443), 0);
  EXPECT_EQ(Text("%evt.args"),
            "res=0 tuple=0.0.0.0:0->10.1.2.3:443 fd=5(<4>0.0.0.0:0->10.1.2.3:443) "
            "addr=10.1.2.3:443 ");
}

TEST_F(OutputFormatTest, Errors) {
  EXPECT_NE(Error("100%").find("invalid formatting token"), std::string::npos);
  EXPECT_NE(Error("%nosuch.field x").find("unknown filter:"), std::string::npos);
  for (const char* bad : {"%proc.aname[1", "%toupper(proc.name", "%toupper(no.such)", "%fd.ip",
                          "%evt.arg", "%5", "% x", "%%"}) {
    EXPECT_NE(Error(bad), "") << bad;
  }
  EXPECT_EQ(Error("%proc.name[%proc.pid]"), "");
  EXPECT_EQ(Error("%container.label[a.b] %proc.env[PATH] %proc.env['A B']"), "");
}

}  // namespace
}  // namespace falco_run::engine
