// SPDX-License-Identifier: Apache-2.0
// Sockets as rules see them: both ends, who serves whom, what moved.
#include <gtest/gtest.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <map>
#include <regex>
#include <string>
#include <vector>

#include "tests/end_to_end/harness.h"

namespace falco_run::tests {
namespace {

// Alerts of one rule, by event type.
std::map<std::string, std::vector<nlohmann::json>> ByType(const Wrapped& w) {
  std::map<std::string, std::vector<nlohmann::json>> by_type;
  for (const auto& alert : w.alerts) {
    by_type[alert["output_fields"]["evt.type"]].push_back(alert["output_fields"]);
  }
  return by_type;
}

// The number in a line "NAME = NUMBER" of a mini-program.
int Printed(const Wrapped& w, const std::string& name) {
  const size_t at = w.run.out.find(name + " = ");
  return at == std::string::npos ? -1 : std::stoi(w.run.out.substr(at + name.size() + 3));
}

class NetworkTest : public BackendTest {};

TEST_P(NetworkTest, AcceptTellsThePeer) {
  constexpr char kRules[] = R"(
- rule: inbound
  desc: d
  condition: evt.type in (accept, accept4, listen) and fd.typechar = 4 and evt.rawres >= 0
  output: "%evt.type %fd.name %fd.cip %fd.cport %fd.sip %fd.sport %fd.lport %fd.rport %fd.l4proto %fd.is_server %evt.arg.queuemax"
  priority: WARNING
)";
  const Wrapped w = RunWrapped(GetParam(), {Program("accept_connection")}, kRules);
  EXPECT_EQ(w.run.exit_code, 0);
  const int port = Printed(w, "port");
  auto events = ByType(w);
  ASSERT_EQ(events["listen"].size(), 1u) << w.run.err;
  ASSERT_EQ(events["accept"].size(), 1u);
  ASSERT_EQ(events["accept4"].size(), 1u);
  const auto& accept = events["accept"][0];
  EXPECT_EQ(accept["fd.cip"], "127.0.0.1");
  EXPECT_EQ(accept["fd.sip"], "127.0.0.1");
  EXPECT_EQ(accept["fd.sport"], port);
  EXPECT_EQ(accept["fd.lport"], port);
  EXPECT_EQ(accept["fd.rport"], accept["fd.cport"]);
  EXPECT_EQ(accept["fd.l4proto"], "tcp");
  EXPECT_EQ(accept["fd.is_server"], true);
  EXPECT_EQ(accept["evt.arg.queuemax"], "4");
  EXPECT_EQ(accept["fd.name"], "127.0.0.1:" + std::to_string(accept["fd.cport"].get<int>()) +
                                   "->127.0.0.1:" + std::to_string(port));
}

TEST_P(NetworkTest, AListenerIsAServerWithTheAddressItWasBoundTo) {
  if (access("/usr/bin/python3", X_OK) != 0) GTEST_SKIP() << "needs python3";
  const std::string script =
      "import socket\ns = socket.socket(); s.bind(('127.0.0.2', 0)); s.listen()\n"
      "print('port =', s.getsockname()[1])\n";
  constexpr char kRules[] = R"(
- rule: listens
  desc: d
  condition: evt.type = listen and fd.typechar = 4 and fd.ip != "0.0.0.0" and fd.sport > 0
  output: "%fd.name %fd.sip %fd.sport %fd.is_server %fd.l4proto"
  priority: WARNING
)";
  const Wrapped well = RunWrapped(
      GetParam(), {"python3", "-c", script},
      "- rule: well\n  desc: d\n  priority: INFO\n  condition: evt.type = listen and fd.sip = "
      "127.0.0.2 and evt.rawres >= 0\n  output: \"%fd.name\"\n");
  EXPECT_EQ(Count(well, "well"), 1) << well.run.err;
  const Wrapped w = RunWrapped(GetParam(), {"python3", "-c", script}, kRules);
  ASSERT_EQ(Count(w, "listens"), 1) << w.run.err;
  const int port = Printed(w, "port");
  const auto& f = w.alerts[0]["output_fields"];
  EXPECT_EQ(f["fd.name"], "127.0.0.2:" + std::to_string(port));
  EXPECT_EQ(f["fd.sip"], "127.0.0.2");
  EXPECT_EQ(f["fd.sport"], port);
  EXPECT_EQ(f["fd.is_server"], true);
  EXPECT_EQ(f["fd.l4proto"], "tcp");
}

// Both ports are ephemeral, and the client lets its address be used again: no guess would do.
TEST_P(NetworkTest, WhoServesIsRememberedOfAConnection) {
  if (access("/usr/bin/python3", X_OK) != 0) GTEST_SKIP() << "needs python3";
  const std::string script =
      "import socket\ns = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen()\n"
      "c = socket.socket(); c.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)\n"
      "c.connect(s.getsockname()); a, _ = s.accept()\n"
      "c.sendall(b'x'); a.recv(1); print('port =', s.getsockname()[1])\n";
  constexpr char kRules[] = R"(
- rule: made
  desc: d
  condition: evt.type in (connect, accept, accept4) and fd.sport > 0 and evt.rawres >= 0
  output: "%evt.type %fd.name"
  priority: INFO
- rule: moved
  desc: d
  condition: evt.type in (sendto, recvfrom) and fd.sport > 0 and evt.rawres >= 0
  output: "%evt.type %fd.sport %fd.is_server"
  priority: INFO
)";
  const Wrapped w = RunWrapped(GetParam(), {"python3", "-c", script}, kRules);
  auto events = ByType(w);
  ASSERT_EQ(events["sendto"].size(), 1u) << w.run.err;
  ASSERT_EQ(events["recvfrom"].size(), 1u) << w.run.err;
  const int port = Printed(w, "port");
  EXPECT_EQ(events["sendto"][0]["fd.sport"], port);
  EXPECT_EQ(events["sendto"][0]["fd.is_server"], false);
  EXPECT_EQ(events["recvfrom"][0]["fd.sport"], port);
  EXPECT_EQ(events["recvfrom"][0]["fd.is_server"], true);
}

bool LocalhostIsKnown() {
  addrinfo hints{};
  hints.ai_family = AF_INET;
  addrinfo* found = nullptr;
  if (getaddrinfo("localhost", nullptr, &hints, &found) != 0) return false;
  const auto& address = reinterpret_cast<const sockaddr_in&>(*found->ai_addr);
  const bool is = address.sin_addr.s_addr == htonl(INADDR_LOOPBACK);
  freeaddrinfo(found);
  return is;
}

TEST_P(NetworkTest, NamesInRulesStandForTheirAddresses) {
  constexpr char kRules[] = R"(
- list: pools
  items: [localhost, "127.0.0.9"]
- rule: local
  desc: d
  condition: evt.type = connect and fd.sip.name = "localhost"
  output: "%fd.sip.name %fd.sip"
  priority: WARNING
- rule: pool
  desc: d
  condition: evt.type = connect and fd.sip.name in (pools)
  output: "%fd.sip.name"
  priority: WARNING
- rule: other
  desc: d
  condition: evt.type = connect and fd.sip.name in ("127.0.0.7", "127.0.0.8")
  output: "%fd.sip.name"
  priority: WARNING
- rule: unequal
  desc: d
  condition: evt.type = connect and fd.sip = 127.0.0.1 and fd.sip.name != "localhost"
  output: "%fd.sip.name"
  priority: WARNING
)";
  if (access("/usr/bin/python3", X_OK) != 0) GTEST_SKIP() << "needs python3";
  if (!LocalhostIsKnown()) GTEST_SKIP() << "localhost is not 127.0.0.1 here";
  const std::string script =
      "import socket\n"
      "s = socket.create_server(('127.0.0.1', 0))\n"
      "socket.create_connection(s.getsockname())\n";
  const std::string recording = TempDir() + "/recording";
  const Wrapped w = RunWrapped(GetParam(), {"python3", "-c", script}, kRules,
                               {"-o", "rule_matching=all", "--record", recording});
  EXPECT_EQ(w.run.exit_code, 0) << w.run.err;
  ASSERT_EQ(Count(w, "local"), 1) << w.run.err;
  EXPECT_EQ(w.alerts[0]["output_fields"]["fd.sip.name"], "localhost");
  EXPECT_EQ(w.alerts[0]["output_fields"]["fd.sip"], "127.0.0.1");
  EXPECT_EQ(Count(w, "pool"), 1);
  EXPECT_EQ(Count(w, "other"), 0);
  EXPECT_EQ(Count(w, "unequal"), 0);

  const std::string rules = WriteFile(TempDir() + "/rules.yaml", kRules);
  const RunResult replayed = Execute({FalcoRun(), "replay", "-r", rules, recording});
  EXPECT_NE(replayed.err.find("1 x local"), std::string::npos) << replayed.err;
}

// A program may connect before the names were looked up: it waits for them.
TEST_P(NetworkTest, TheFirstCallOfAProgramIsComparedWithNames) {
  constexpr char kRules[] = R"(
- rule: local
  desc: d
  condition: evt.type = connect and fd.sip.name = "127.0.0.1"
  output: "%fd.name"
  priority: WARNING
)";
  const Wrapped w = RunWrapped(GetParam(), {Program("accept_connection")}, kRules);
  EXPECT_EQ(w.run.exit_code, 0);
  EXPECT_EQ(Count(w, "local"), 2) << w.run.err;
}

TEST_P(NetworkTest, ARefusedConnectIsNoConnection) {
  constexpr char kRules[] = R"(
- rule: connected
  desc: d
  condition: evt.type = connect and fd.sip = 127.0.0.1 and (evt.rawres >= 0 or evt.res = EINPROGRESS)
  output: "%evt.res %fd.name"
  priority: WARNING
- rule: refused
  desc: d
  condition: evt.type = connect and fd.sip = 127.0.0.1 and evt.res = ECONNREFUSED
  output: "%evt.res %fd.name"
  priority: WARNING
)";
  if (access("/usr/bin/python3", X_OK) != 0) GTEST_SKIP() << "needs python3";
  const std::string refused =
      "import socket\n"
      "try: socket.create_connection(('127.0.0.1', 1))\n"
      "except ConnectionRefusedError: print('refused')\n";
  const Wrapped no = RunWrapped(GetParam(), {"python3", "-c", refused}, kRules);
  EXPECT_EQ(no.run.out, "refused\n");
  EXPECT_EQ(Count(no, "connected"), 0);
  EXPECT_EQ(Count(no, "refused"), 1) << no.run.err;
  const std::string accepted =
      "import socket\n"
      "s = socket.create_server(('127.0.0.1', 0))\n"
      "c = socket.create_connection(s.getsockname())\n"
      "p, a = s.accept()\n"
      "print(a == c.getsockname())\n";
  const Wrapped yes = RunWrapped(GetParam(), {"python3", "-c", accepted}, kRules);
  EXPECT_EQ(yes.run.out, "True\n");
  EXPECT_EQ(Count(yes, "connected"), 1) << yes.run.err;
  EXPECT_EQ(Count(yes, "refused"), 0);
}

// A recording has the descriptors of all calls; without one they are looked at when a rule depends
// on them.
TEST_P(NetworkTest, DescriptorsSayTheSameWhenTheyAreLookedAtLater) {
  constexpr char kRules[] = R"(
- rule: used
  desc: d
  condition: >
    proc.name = python3 and
    ((evt.type = connect and fd.sip = 127.0.0.1 and fd.sport = 9)
     or (evt.type in (dup2, dup3) and fd.type in (ipv4, unix))
     or (evt.type = fchmod and fd.filename = changed)
     or (evt.type = connect and fd.name contains nobody))
  output: "%evt.type %evt.args %fd.type %fd.name %fd.l4proto %fd.sip %fd.sport %fd.connected %fd.name_changed %fd.is_server"
  priority: WARNING
)";
  if (access("/usr/bin/python3", X_OK) != 0) GTEST_SKIP() << "needs python3";
  const std::string directory = TempDir();
  const std::string script =
      "import os, socket\n"
      "s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
      "s.bind(('127.0.0.1', 0))\n"
      "s.connect(('127.0.0.1', 9))\n"
      "s.connect(('127.0.0.1', 10))\n"  // no rule's
      "os.dup2(s.fileno(), 90)\n"
      "f = open('" +
      directory +
      "/changed', 'w')\n"
      "os.dup2(f.fileno(), 91)\n"  // no rule's
      "os.fchmod(f.fileno(), 0o600)\n"
      "u = socket.socket(socket.AF_UNIX)\n"
      "try: u.connect('/nobody')\n"
      "except OSError: pass\n"
      "try: socket.socket(socket.AF_UNIX).connect('/somebody')\n"
      "except OSError: pass\n"
      "print(s.getsockname()[1])\n";
  // Ports and inodes are others each time.
  const auto alerts = [&](const std::vector<std::string>& options) {
    const Wrapped w = RunWrapped(GetParam(), {"python3", "-c", script}, kRules, options);
    EXPECT_EQ(w.run.exit_code, 0) << w.run.err;
    const std::regex others(":" + w.run.out.substr(0, w.run.out.find('\n')) + "|[0-9a-f]{7,}");
    std::vector<std::string> texts;
    for (const auto& alert : w.alerts) {
      texts.push_back(std::regex_replace(alert["output_fields"].dump(), others, "NUMBER"));
    }
    return texts;
  };
  const std::vector<std::string> later = alerts({});
  EXPECT_EQ(later.size(), 4u);
  EXPECT_EQ(later, alerts({"--record", directory + "/recording"}));
}

constexpr char kTransfers[] = R"(
- rule: transfer
  desc: d
  condition: >
    evt.type in (sendto, sendmsg, sendmmsg, recvfrom, recvmsg, recvmmsg, read, write, socketpair)
    and evt.rawres >= 0 and proc.name = exchange and (fd.typechar in (4, u))
  output: "%evt.type %evt.rawres %fd.name %fd.sport %fd.cport %fd.l4proto %fd.connected %fd.name_changed %evt.buffer %evt.arg.size %evt.arg.tuple %evt.args"
  priority: WARNING
)";

TEST_P(NetworkTest, DatagramsTellBothEnds) {
  const std::vector<std::string> command = {Program("exchange")};
  const Wrapped w = RunWrapped(GetParam(), command, kTransfers);
  EXPECT_EQ(w.run.exit_code, 0);
  const int server = Printed(w, "server"), client = Printed(w, "client");
  const std::string name =
      "127.0.0.1:" + std::to_string(client) + "->127.0.0.1:" + std::to_string(server);
  auto events = ByType(w);
  for (const char* type : {"sendto", "sendmsg", "sendmmsg", "recvmsg", "recvmmsg", "recvfrom"}) {
    ASSERT_FALSE(events[type].empty()) << type << w.run.err;
    const auto& event = events[type][0];
    EXPECT_EQ(event["fd.name"], name) << type;
    EXPECT_EQ(event["evt.arg.tuple"], name) << type;
    EXPECT_EQ(event["fd.sport"], server) << type;
    EXPECT_EQ(event["fd.l4proto"], "udp") << type;
    EXPECT_EQ(event["fd.connected"], false) << type;
    EXPECT_EQ(event["evt.buffer"], "hello") << type;
    const std::string t = type;
    const bool first = t == "sendto" || t == "recvfrom";
    EXPECT_EQ(event["fd.name_changed"], first) << type << ": the peer is new";
  }
  EXPECT_EQ(events["sendmsg"][0]["evt.arg.size"], "5");
  EXPECT_EQ(events["recvfrom"][0]["evt.rawres"], 5);
  // Of a stream: what was moved, between whom.
  ASSERT_EQ(events["sendto"].size(), 2u);
  ASSERT_EQ(events["recvfrom"].size(), 2u);
  EXPECT_EQ(events["sendto"][1]["fd.l4proto"], "tcp");
  EXPECT_EQ(events["sendto"][1]["fd.connected"], true);
  EXPECT_EQ(events["sendto"][1]["fd.name_changed"], false);
  EXPECT_EQ(events["write"].back()["evt.buffer"], "hello");
  ASSERT_EQ(events["socketpair"].size(), 1u);
  const std::string args = events["socketpair"][0]["evt.args"];
  EXPECT_NE(args.find("domain=1(AF_LOCAL|AF_UNIX)"), std::string::npos) << args;
}

// A message an event: each may go to somebody else.
TEST_P(NetworkTest, EachOfSeveralMessagesIsAnEvent) {
  const Wrapped w = RunWrapped(GetParam(), {Program("send_many")}, R"(
- rule: transfer
  desc: d
  condition: evt.type in (sendmmsg, recvmmsg) and proc.name = send_many
  output: "%evt.type %evt.rawres %evt.buffer %evt.arg.size %evt.arg.tuple %fd.sport %fd.name_changed"
  priority: WARNING
)");
  EXPECT_NE(w.run.out.find("sendmmsg = 3\nrecvmmsg = 2\ntoo large = EMSGSIZE\n"), std::string::npos)
      << w.run.out;
  std::map<std::string, int> ports = {{"first", Printed(w, "first")},
                                      {"second", Printed(w, "second")}};
  ASSERT_EQ(w.alerts.size(), 6u) << w.run.err;
  const struct {
    const char* type;
    const char* to;
    const char* text;
    int result;
  } expected[] = {{"sendmmsg", "first", "one", 3},   {"sendmmsg", "second", "three", 3},
                  {"sendmmsg", "first", "five5", 3}, {"recvmmsg", "first", "one", 2},
                  {"recvmmsg", "first", "five5", 2}, {"sendmmsg", "first", "", -90}};
  for (size_t i = 0; i < std::size(expected); ++i) {
    const auto& e = w.alerts[i]["output_fields"];
    EXPECT_EQ(e["evt.type"], expected[i].type) << i;
    EXPECT_EQ(e["evt.rawres"], expected[i].result) << i;
    EXPECT_EQ(e["fd.sport"], ports[expected[i].to]) << i;
    const bool failed = expected[i].result < 0;
    EXPECT_EQ(failed ? "" : e["evt.buffer"], expected[i].text) << i;
  }
}

// The macros of Falco's rules, with the address of the test's own network.
constexpr char kOutbound[] = R"(
- macro: outbound
  condition: >
    (((evt.type = connect) or
      (evt.type in (sendto,sendmsg) and fd.l4proto != tcp and
       fd.connected=false and fd.name_changed=true)) and
     (fd.typechar = 4 or fd.typechar = 6) and
     (fd.ip != "0.0.0.0" and fd.net != "10.0.0.0/8") and
     (evt.rawres >= 0 or evt.res = EINPROGRESS))
- rule: outbound
  desc: d
  condition: outbound and fd.l4proto = udp
  output: "%fd.name %fd.sport"
  priority: WARNING
)";

TEST_P(NetworkTest, AnUnconnectedDatagramIsOutboundOnceForEachPeer) {
  const Wrapped w = RunWrapped(GetParam(), {Program("send_datagram"), "9"}, kOutbound);
  ASSERT_EQ(Count(w, "outbound"), 1) << w.run.err;
  EXPECT_EQ(w.alerts[0]["output_fields"]["fd.sport"], 9);
}

TEST_P(NetworkTest, DataWithoutAnAddressIsNotLookedAtForThat) {
  if (access("/usr/bin/python3", X_OK) != 0) GTEST_SKIP() << "needs python3";
  const std::string script =
      "import socket\n"
      "a, b = socket.socketpair()\n"
      "for i in range(1000): a.send(b'x'); b.recv(1)\n";
  const Wrapped w = RunWrapped(GetParam(), {"python3", "-c", script}, kOutbound);
  EXPECT_EQ(w.run.exit_code, 0);
  EXPECT_LT(w.summary["notifications"], 900);
}

// What is sent without a connect, to an address of no family, or when the first thread has ended.
TEST_P(NetworkTest, WhereSomethingIsSentIsKnownHoweverItIsSent) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in here = {};
  here.sin_family = AF_INET;
  here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof here;
  ASSERT_EQ(bind(listener, reinterpret_cast<const sockaddr*>(&here), size), 0);
  ASSERT_EQ(listen(listener, 8), 0);
  getsockname(listener, reinterpret_cast<sockaddr*>(&here), &size);
  const std::string port = std::to_string(ntohs(here.sin_port));
  const std::string rule =
      "- rule: sent\n  desc: d\n  priority: DEBUG\n"
      "  condition: evt.type = sendto and fd.sip = 127.0.0.1 and fd.sport = " +
      port + "\n  output: \"%fd.l4proto %fd.connected\"\n";
  for (const std::string way : {"fast_open", "no_family", "late"}) {
    const std::vector<std::string> command = {Program("send_roundabout"), way, port};
    const RunResult bare = Execute(command);
    if (bare.exit_code != 0) continue;
    const Wrapped w = RunWrapped(GetParam(), command, rule);
    EXPECT_EQ(w.run.out, bare.out) << way;
    EXPECT_EQ(Count(w, "sent"), 1) << way << w.run.err;
  }
  close(listener);
}

INSTANTIATE_TEST_SUITE_P(Backends, NetworkTest, kAllBackends, BackendName);

}  // namespace
}  // namespace falco_run::tests
