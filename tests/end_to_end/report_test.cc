// SPDX-License-Identifier: Apache-2.0
// `falco-run report`: a page of a recording, and what a browser makes of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "tests/end_to_end/harness.h"

namespace falco_run::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kRule[] = R"(
- rule: Secret touched
  desc: Somebody looked at a <b>secret</b>.
  condition: evt.type in (open, openat) and fd.name contains secret
  output: "file=%fd.name by=%proc.cmdline"
  priority: CRITICAL
  tags: [t1]
)";

// A recording of a program that touches two secrets, one with a name that is markup.
std::string Record(const std::string& directory) {
  const std::string program = "cat " + directory + "/secret 2>/dev/null; sh -c 'cat \"" +
                              directory +
                              "/secret<img src=x onerror=boom()></script>\" 2>/dev/null'; exit 3";
  const Wrapped w =
      RunWrapped("notify", {"sh", "-c", program}, kRule, {"--record=" + directory + "/run.rec"});
  EXPECT_EQ(w.run.exit_code, 3) << w.run.err;
  EXPECT_EQ(w.alerts.size(), 2u);
  WriteFile(directory + "/rules.yaml", kRule);
  return directory + "/run.rec";
}

RunResult Report(const std::string& directory, const std::string& recording) {
  return Execute({FalcoRun(), "report", recording, "-r", directory + "/rules.yaml", "-o",
                  directory + "/report.html"});
}

// What the page has as its data.
nlohmann::json DataOf(const std::string& page) {
  const std::string begin = "<script id=\"data\" type=\"application/json\">";
  const size_t at = page.find(begin) + begin.size();
  return nlohmann::json::parse(page.substr(at, page.find("</script>", at) - at), nullptr, false);
}

TEST(ReportTest, HasWhatTheRecordingHas) {
  const std::string directory = TempDir();
  const RunResult result = Report(directory, Record(directory));
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("2 alerts"));
  const std::string page = ReadFile(directory + "/report.html");
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  const auto data = DataOf(page);
  ASSERT_TRUE(data.is_object());
  EXPECT_EQ(data["exit_code"], 3);
  EXPECT_EQ(data["complete"], true);
  EXPECT_EQ(data["by_rule"]["Secret touched"], 2);
  ASSERT_EQ(data["alerts"].size(), 2u);
  const auto& alert = data["alerts"][0];
  EXPECT_EQ(alert["output_fields"]["fd.name"], directory + "/secret");
  EXPECT_THAT(alert["call"].get<std::string>(), HasSubstr("openat("));
  EXPECT_THAT(alert["call"].get<std::string>(), HasSubstr("name=" + directory + "/secret"));
  // The process that raised it is in the tree, with its name and its alert.
  bool found = false;
  for (const auto& process : data["processes"]) {
    if (process["id"] != alert["process"]) continue;
    found = true;
    EXPECT_EQ(process["alerts"], 1);
    EXPECT_THAT(process["execs"].back()["cmdline"].get<std::string>(), HasSubstr("cat "));
  }
  EXPECT_TRUE(found);
  uint64_t events = 0;
  for (const auto& [type, count] : data["by_type"].items()) events += count.get<uint64_t>();
  EXPECT_EQ(data["events"], events);
}

TEST(ReportTest, ADamagedRecordingIsReportedAsFarAsItGoes) {
  const std::string directory = TempDir();
  const std::string whole = ReadFile(Record(directory));
  const std::string cut = WriteFile(directory + "/cut.rec", whole.substr(0, whole.size() - 20));
  const RunResult result = Report(directory, cut);
  EXPECT_EQ(result.exit_code, 3);
  const auto data = DataOf(ReadFile(directory + "/report.html"));
  EXPECT_EQ(data["complete"], false);
  EXPECT_NE(data["damage"], "");
  EXPECT_EQ(Report(directory, directory + "/none.rec").exit_code, 1);
  EXPECT_EQ(
      Execute({FalcoRun(), "report", directory + "/run.rec", "-o", "/none/report.html"}).exit_code,
      1);
}

TEST(ReportTest, IsRenderedByABrowser) {
  if (std::system("command -v chromium >/dev/null 2>&1") != 0) {
    GTEST_SKIP() << "chromium is not installed";
  }
  const std::string directory = TempDir();
  ASSERT_EQ(Report(directory, Record(directory)).exit_code, 0);
  const RunResult browser =
      Execute({"chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
               "--user-data-dir=" + directory + "/profile", "--virtual-time-budget=5000",
               "--screenshot=" + directory + "/shot.png", "--dump-dom",
               "file://" + directory + "/report.html"},
              "", 120);
  EXPECT_EQ(browser.exit_code, 0) << browser.err;
  const std::string dom = browser.out.substr(browser.out.find("<main"));
  const std::string shown = dom.substr(0, dom.find("</main>"));
  EXPECT_THAT(shown, HasSubstr("<h1>2 alerts</h1>"));
  EXPECT_THAT(shown, HasSubstr("Somebody looked at a &lt;b&gt;secret&lt;/b&gt;."));
  EXPECT_THAT(shown, HasSubstr("id=\"alert-1\""));
  EXPECT_THAT(shown, HasSubstr("<circle"));
  // Names are text, whatever they look like.
  EXPECT_THAT(shown, Not(HasSubstr("<img")));
  EXPECT_THAT(shown, HasSubstr("secret&lt;img src=x onerror=boom()&gt;&lt;/script&gt;"));
}

}  // namespace
}  // namespace falco_run::tests
