// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "metrics/histogram.h"
#include "metrics/host.h"
#include "metrics/prometheus_text.h"

namespace falco_run::metrics {
namespace {

TEST(PrometheusTextTest, WritesFamiliesAndSamples) {
  PrometheusText text;
  text.Family("alerts_total", "counter", "A \\ and\na line.");
  text.Sample({{"rule", "a \"b\" \\ \n c"}, {"proc.name", "x"}}, uint64_t{3});
  text.Sample({}, 0.5, "_sum");
  text.Single("up", "gauge", "Up.", uint64_t{18446744073709551615u});
  EXPECT_EQ(text.Take(),
            "# HELP alerts_total A \\\\ and\\na line.\n"
            "# TYPE alerts_total counter\n"
            "alerts_total{rule=\"a \\\"b\\\" \\\\ \\n c\",proc_name=\"x\"} 3\n"
            "alerts_total_sum 0.5\n"
            "# HELP up Up.\n"
            "# TYPE up gauge\n"
            "up 18446744073709551615\n");
}

TEST(PrometheusTextTest, NamesOfLabels) {
  EXPECT_EQ(LabelName("k8s.ns.name"), "k8s_ns_name");
  EXPECT_EQ(LabelName("tag_T1059"), "tag_T1059");
  EXPECT_EQ(LabelName("9lives"), "_9lives");
  EXPECT_EQ(LabelName("\xC3\xA4"), "__");
  EXPECT_EQ(LabelName(""), "_");
}

TEST(HistogramTest, CountsBySize) {
  Histogram histogram;
  for (const uint64_t ns : {0, 1000, 1001, 2000, 2001, 4000}) histogram.Add(ns);
  histogram.Add(1'000'000'000);
  EXPECT_EQ(histogram.count(), 7u);
  EXPECT_EQ(histogram.Quantile(0.5), 2u);
  EXPECT_EQ(histogram.Quantile(0.85), 4u);
  EXPECT_EQ(histogram.Quantile(1), uint64_t{1} << Histogram::kBuckets);
  PrometheusText text;
  text.Family("t", "histogram", "T.");
  histogram.Write(text);
  const std::string out = text.Take();
  EXPECT_NE(out.find("t_bucket{le=\"1e-06\"} 2\nt_bucket{le=\"2e-06\"} 4\n"
                     "t_bucket{le=\"4e-06\"} 6\n"),
            std::string::npos)
      << out;
  EXPECT_NE(out.find("t_bucket{le=\"+Inf\"} 7\nt_sum 1.000010002\nt_count 7\n"), std::string::npos)
      << out;
}

TEST(HostTest, ReadsWhatIsUsed) {
  const Usage usage = ReadUsage();
  EXPECT_GT(usage.rss_bytes, 100'000u);
  EXPECT_GT(usage.vsz_bytes, usage.rss_bytes);
  EXPECT_GE(usage.cpu_seconds, 0.0);
  const Host host = ReadHost();
  EXPECT_FALSE(host.name.empty());
  EXPECT_FALSE(host.kernel_release.empty());
  EXPECT_GT(host.cpus, 0u);
  EXPECT_GT(host.boot_time_ns, uint64_t{1'000'000'000'000'000'000});
}

}  // namespace
}  // namespace falco_run::metrics
