// SPDX-License-Identifier: Apache-2.0
// The explainer and the engine must say the same: for the shipped rules, over events of every
// kind, with every outcome, and for both ways of matching.
#include <errno.h>
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "engine/describe/event_description.h"
#include "engine/engine.h"
#include "engine/events/event_table.h"
#include "engine/explain/explainer.h"
#include "engine/loader/loader.h"
#include "engine/program/checker.h"

namespace falco_run::engine {
namespace {

const RuleSet& ShippedRules() {
  static const auto* const rules = [] {
    LoaderOptions options;
    options.check_condition = [](const Expr& condition, std::string_view source) {
      return CheckCondition(condition, source);
    };
    options.check_output = [](std::string_view output, std::string_view source) {
      return CheckOutput(output, source);
    };
    Loader loader(options);
    const LoadResult result = loader.LoadFile("rules/falco_run_rules.yaml");
    EXPECT_TRUE(result.ok());
    return new RuleSet(loader.rules());
  }();
  return *rules;
}

// Random descriptions whose parts the shipped rules ask about.
class Descriptions {
 public:
  YAML::Node Next() {
    YAML::Node event;
    event["type"] = Pick(
        {"open",        "openat",       "openat2",  "creat",  "execve",   "execveat",  "connect",
         "rename",      "renameat2",    "unlinkat", "chmod",  "fchmodat", "symlinkat", "linkat",
         "mount",       "ptrace",       "setuid",   "socket", "bpf",      "unshare",   "setns",
         "init_module", "memfd_create", "kill",     "prctl",  "mkdir"});
    const std::string type = event["type"].Scalar();
    AddArguments(type, event);
    if (random_() % 3 == 0) event["res"] = Pick({"ENOENT", "EACCES", "-1", "0", "unknown"});
    event["process"] = Process(3);
    if (random_() % 2 == 0) event["container"]["id"] = "3ad7b26ded6d";
    if (random_() % 4 == 0) event["container"]["started"] = "1767225590000000000";
    return event;
  }

 private:
  std::string Pick(std::initializer_list<const char*> words) {
    return *(words.begin() + random_() % words.size());
  }

  std::string Path() {
    return Pick({"/etc/shadow", "/etc/passwd", "/root/.ssh/id_rsa", "/root/.ssh/authorized_keys",
                 "/tmp/x", "/dev/shm/x", "/usr/bin/x", "/etc/ld.so.preload", "/var/log/syslog",
                 "/proc/1/mem", "/etc/cron.d/x", "/run/docker.sock", "/root/.bashrc",
                 "/var/run/secrets/kubernetes.io/serviceaccount/token", "/root/.aws/credentials",
                 "/proc/sys/kernel/core_pattern", "/sys/fs/cgroup/release_agent"});
  }

  void AddArguments(const std::string& type, YAML::Node& event) {
    for (const ParamInfo& param : GetParams(*FindEventType(type))) {
      const std::string name(ParamName(param.param));
      if (random_() % 8 == 0 || name == "res" || name == "tuple") continue;
      switch (param.type) {
        case ParamType::kPath:
        case ParamType::kRelPath:
        case ParamType::kString:
          if (type.find("exec") == 0) continue;
          event["args"][name] = Path();
          break;
        case ParamType::kSockAddr:
          event["args"][name] = Pick(
              {"169.254.169.254:80", "1.2.3.4:443", "127.0.0.1:53", "[::1]:22", "8.8.8.8:3333"});
          break;
        case ParamType::kFlags:
        case ParamType::kEnum:
        case ParamType::kMode:
          event["args"][name] = std::to_string(1u << random_() % 18 | random_() % 4);
          break;
        case ParamType::kUid:
        case ParamType::kUnsigned:
          event["args"][name] = std::to_string(random_() % 3);
          break;
        default:
          break;
      }
    }
  }

  YAML::Node Process(int depth) {
    YAML::Node p;
    p["name"] = Pick({"sh", "bash", "cat", "nginx", "redis-server", "xmrig", "nc", "curl", "java",
                      "falco-run", "python3", "find", "sshd", "apt"});
    p["exepath"] = Pick({"/usr/bin/x", "/tmp/x", "/dev/shm/x", "/memfd:x (deleted)", "/bin/bash"});
    p["args"] = Pick({"", "-c id", "-e /bin/sh", "-o stratum+tcp://pool:3333", "/etc/shadow",
                      "-i >& /dev/tcp/1.2.3.4/1", "-name id_rsa", "-rf /var/log"});
    p["uid"] = Pick({"0", "1000"});
    p["tty"] = Pick({"0", "34816"});
    if (random_() % 2 == 0) {
      p["exe_from_memfd"] = Pick({"true", "false"});
      p["exe_upper_layer"] = Pick({"true", "false"});
      p["exe_age"] = Pick({"1000000000", "9000000000000"});
      p["stdin"] = Pick({"socket:[1]", "/dev/null"});
      p["stdin_type"] = Pick({"ipv4", "file", "pipe"});
    }
    if (depth > 0 && random_() % 4 != 0) p["parent"] = Process(depth - 1);
    return p;
  }

  std::mt19937 random_{20260101};
};

class AgreementTest : public ::testing::TestWithParam<EngineOptions::Matching> {};

// Compares the two for one event; the rules that fired are added to `fired`.
Decision Compare(Engine& engine, Explainer& explainer, const proto::SyscallEvent& event,
                 std::set<std::string>& fired) {
  std::vector<proto::Alert> alerts;
  const Decision decision = engine.Evaluate(event, alerts);
  const Explanation why = explainer.Explain(event);
  EXPECT_EQ(static_cast<int>(why.decision), static_cast<int>(decision));
  std::vector<std::string> expected;
  if (decision == Decision::kMatch) {
    for (const proto::Alert& alert : alerts) expected.push_back(alert.rule());
  }
  std::vector<std::string> explained;
  for (const ExplainedRule& rule : why.rules) {
    if (rule.verdict == RuleVerdict::kFires) explained.push_back(rule.rule->name);
    // Whatever the verdict, there is a check that decided it.
    EXPECT_TRUE(rule.deciding_check.has_value());
    if (rule.deciding_check) {
      EXPECT_NE(FindCheck(rule.condition, *rule.deciding_check), nullptr);
    }
  }
  EXPECT_EQ(explained, expected);
  fired.insert(explained.begin(), explained.end());
  return decision;
}

TEST_P(AgreementTest, WithTheEngine) {
  EngineOptions options;
  options.rule_matching = GetParam();
  auto engine = Engine::Create(ShippedRules(), options);
  auto explainer = Explainer::Create(ShippedRules(), options);
  ASSERT_TRUE(engine.ok() && explainer.ok());
  Descriptions descriptions;
  EventDescriber describer;
  std::set<std::string> fired;
  int undecided = 0;
  for (int i = 0; i < 1000 && !HasFailure(); ++i) {
    const YAML::Node node = descriptions.Next();
    SCOPED_TRACE(YAML::Dump(node));
    auto records = describer.Describe(node);
    ASSERT_TRUE(records.ok()) << records.status();
    for (const proto::Record& r : *records) {
      if (!r.has_process()) continue;
      (*engine)->OnProcess(r.process());
      (*explainer)->OnProcess(r.process());
    }
    // As in a live run: at the entry of the call, then with its outcome.
    const proto::SyscallEvent& event = records->back().syscall();
    proto::SyscallEvent entry = event;
    entry.clear_outcome();
    entry.clear_result();
    const Decision decision = Compare(**engine, **explainer, entry, fired);
    undecided += decision == Decision::kNeedOutcome ? 1 : 0;
    Compare(**engine, **explainer, event, fired);
  }
  // The events are such that the comparison says something.
  EXPECT_GT(fired.size(), 12u);
  EXPECT_GT(undecided, 20);
}

INSTANTIATE_TEST_SUITE_P(Matching, AgreementTest,
                         ::testing::Values(EngineOptions::Matching::kFirst,
                                           EngineOptions::Matching::kAll));

}  // namespace
}  // namespace falco_run::engine
