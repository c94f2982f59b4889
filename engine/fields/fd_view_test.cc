// SPDX-License-Identifier: Apache-2.0
#include "engine/fields/fd_view.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include "engine/engine_test_util.h"
#include "engine/fields/event_context.h"
#include "engine/fields/socket_text.h"

namespace falco_run::engine {
namespace {

using testing::AddNumber;
using testing::AddText;
using testing::Connect;
using testing::MakeEvent;
using testing::Openat;
using testing::SetAddress;
using testing::WithResult;

class FdViewTest : public ::testing::Test {
 protected:
  const FdView& View(const proto::SyscallEvent& e) {
    event_ = e;
    context_.Begin(event_);
    return context_.Fd();
  }
  std::string Name(const proto::SyscallEvent& e) {
    std::string s;
    AppendFdName(View(e), s);
    return s;
  }

  ProcessTable processes_;
  EventContext context_{processes_};
  proto::SyscallEvent event_;
};

TEST_F(FdViewTest, OpenBeforeItsOutcome) {
  const auto e = Openat("/etc/passwd", O_RDONLY);
  const FdView& ok = View(e);
  EXPECT_EQ(ok.typechar, 'f');
  EXPECT_EQ(ok.num.state, Value::State::kRange);
  EXPECT_TRUE(ok.name_settled && ok.type_settled);
  context_.SetHypothesis(false);
  const FdView& failed = context_.Fd();
  EXPECT_EQ(failed.num.i, -1);
  EXPECT_FALSE(failed.known);
  EXPECT_EQ(failed.name.data(), ok.name.data());
}

TEST_F(FdViewTest, TypecharOfFailedCalls) {
  const auto failed = [&](proto::EventType t) {
    return View(WithResult(MakeEvent(t), -1)).typechar;
  };
  EXPECT_EQ(failed(proto::EVENT_OPENAT), 'f');
  EXPECT_EQ(failed(proto::EVENT_CREAT), 'f');
  EXPECT_EQ(failed(proto::EVENT_OPEN), 'o');
  EXPECT_EQ(failed(proto::EVENT_SOCKET), '4');
  EXPECT_EQ(failed(proto::EVENT_PIPE2), 'p');
  EXPECT_EQ(failed(proto::EVENT_BPF), 'o');
}

TEST_F(FdViewTest, UnreadablePathHasNoName) {
  auto e = WithResult(Openat("", O_RDONLY), -14);
  e.mutable_args(1)->set_unreadable(true);
  EXPECT_FALSE(View(e).has_name);
}

TEST_F(FdViewTest, Socket) {
  auto e = MakeEvent(proto::EVENT_SOCKET);
  AddNumber(e, proto::PARAM_DOMAIN, 10);
  AddNumber(e, proto::PARAM_TYPE, 2 | 02000000);
  AddNumber(e, proto::PARAM_PROTO, 0);
  const FdView& v = View(WithResult(e, 4));
  EXPECT_EQ(v.typechar, '6');
  EXPECT_EQ(v.l4proto, "udp");
  EXPECT_EQ(v.num.i, 4);
}

TEST_F(FdViewTest, ConnectNamesBothEnds) {
  auto e = WithResult(Connect("\x0a\x01\x02\x03", 443), 0);
  EXPECT_EQ(Name(e), "0.0.0.0:0->10.1.2.3:443");
  SetAddress(*e.mutable_fd()->mutable_local(), 2, std::string("\x7f\0\0\1", 4), 999);
  EXPECT_EQ(Name(e), "127.0.0.1:999->10.1.2.3:443");
  EXPECT_TRUE(View(e).name_changed);
  e.mutable_fd()->set_protocol(1);
  EXPECT_EQ(Name(e), "127.0.0.1->10.1.2.3");  // no ports in ICMP
}

TEST_F(FdViewTest, ConnectWithoutDetails) {
  auto e = WithResult(Connect("\x0a\x01\x02\x03", 443), 0);
  e.clear_fd();
  EXPECT_EQ(View(e).typechar, '4');
  EXPECT_EQ(View(e).num.i, 5);
}

TEST_F(FdViewTest, MappedAddressMakesAnIpv6SocketIpv4) {
  auto e = WithResult(Connect("\x0a\x01\x02\x03", 443), 0);
  e.mutable_fd()->set_type(proto::FileDescriptor::IPV6);
  EXPECT_EQ(View(e).typechar, '4');
}

TEST_F(FdViewTest, Accept) {
  auto e = MakeEvent(proto::EVENT_ACCEPT4);
  EXPECT_TRUE(View(e).undetermined);
  e = WithResult(e, 7);
  e.mutable_fd()->set_num(7);
  e.mutable_fd()->set_type(proto::FileDescriptor::IPV4);
  SetAddress(*e.mutable_fd()->mutable_local(), 2, std::string("\x7f\0\0\1", 4), 80);
  SetAddress(*e.mutable_fd()->mutable_peer(), 2, "\1\2\3\4", 5555);
  EXPECT_EQ(Name(e), "1.2.3.4:5555->127.0.0.1:80");
  EXPECT_EQ(View(e).role, proto::FileDescriptor::SERVER);
  EXPECT_EQ(View(e).l4proto, "tcp");
  EXPECT_TRUE(View(e).connected);
}

TEST_F(FdViewTest, DatagramsTakeOverTheAddressOfTheCall) {
  auto e = MakeEvent(proto::EVENT_SENDTO);
  AddNumber(e, proto::PARAM_FD, 5);
  proto::Argument* a = e.add_args();
  a->set_param(proto::PARAM_TUPLE);
  SetAddress(*a->mutable_address(), 2, "\1\2\3\4", 53);
  e.mutable_fd()->set_num(5);
  e.mutable_fd()->set_type(proto::FileDescriptor::IPV4);
  e.mutable_fd()->set_protocol(17);
  EXPECT_EQ(Name(WithResult(e, 10)), "0.0.0.0:0->1.2.3.4:53");
  EXPECT_TRUE(View(WithResult(e, 10)).name_changed);
  EXPECT_FALSE(View(WithResult(e, 10)).connected) << "the socket itself has no peer";
  EXPECT_FALSE(View(WithResult(e, -1)).name_changed);
  // The next datagram to the same peer.
  auto next = WithResult(e, 10);
  SetAddress(*next.mutable_fd()->mutable_peer(), 2, "\1\2\3\4", 53);
  EXPECT_FALSE(View(next).name_changed);
  e.set_type(proto::EVENT_RECVFROM);
  EXPECT_EQ(View(WithResult(e, 10)).role, proto::FileDescriptor::SERVER);
  e.mutable_fd()->set_protocol(6);
  EXPECT_EQ(View(WithResult(e, 10)).peer, nullptr);
}

TEST_F(FdViewTest, TheSenderOfADatagramIsKnownWhenItIsThere) {
  auto e = MakeEvent(proto::EVENT_RECVFROM);
  AddNumber(e, proto::PARAM_FD, 5);
  e.add_args()->set_param(proto::PARAM_TUPLE);
  e.mutable_fd()->set_num(5);
  e.mutable_fd()->set_type(proto::FileDescriptor::IPV4);
  e.mutable_fd()->set_protocol(17);
  EXPECT_TRUE(View(e).undetermined);
  context_.SetHypothesis(false);
  EXPECT_FALSE(context_.Fd().undetermined);
  SetAddress(*e.mutable_args(1)->mutable_address(), 2, "\1\2\3\4", 53);
  EXPECT_EQ(Name(WithResult(e, 10)), "1.2.3.4:53->0.0.0.0:0");
  // Where the caller does not ask for the address, it is the socket's.
  e.mutable_args()->RemoveLast();
  EXPECT_FALSE(View(e).undetermined);
}

TEST_F(FdViewTest, UnixPath) {
  auto e = MakeEvent(proto::EVENT_CONNECT);
  proto::Argument* a = e.add_args();
  a->set_param(proto::PARAM_ADDR);
  a->mutable_address()->set_family(1);
  a->mutable_address()->set_path("/run/x.sock");
  EXPECT_EQ(Name(WithResult(e, 0)), "/run/x.sock");
  EXPECT_EQ(View(WithResult(e, 0)).typechar, 'u');
}

TEST_F(FdViewTest, OtherEventsHaveNone) {
  EXPECT_FALSE(View(MakeEvent(proto::EVENT_RENAME)).applies);
  EXPECT_FALSE(View(MakeEvent(proto::EVENT_EXECVE)).applies);
}

}  // namespace
}  // namespace falco_run::engine
