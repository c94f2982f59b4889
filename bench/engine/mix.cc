// SPDX-License-Identifier: Apache-2.0
#include "bench/engine/mix.h"

#include <fstream>
#include <sstream>

#include "engine/engine_test_util.h"

namespace falco_run::engine {
namespace {

std::vector<std::string> Split(const std::string& line) {
  std::vector<std::string> words;
  std::istringstream stream(line);
  for (std::string word; std::getline(stream, word, '\t');) words.push_back(word);
  return words;
}

}  // namespace

Mix ReadMix(const std::string& path) {
  Mix mix;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const std::vector<std::string> words = Split(line);
    if (words.size() >= 5 && words[0] == "process") {
      proto::Process p =
          testing::MakeProcess(std::stoull(words[1]), std::stoull(words[2]), words[3]);
      p.set_exe(words[3]);
      p.set_exe_path(words[4]);
      p.set_cwd("/home/ann/src");
      for (size_t i = 5; i < words.size(); ++i) p.add_args(words[i]);
      mix.processes.push_back(std::move(p));
    } else if (words.size() == 4 && words[0] == "openat") {
      proto::SyscallEvent e = testing::Openat(words[3], std::stoll(words[2]));
      e.set_process_id(std::stoull(words[1]));
      e.set_seq(mix.opens.size() + 1);
      mix.opens.push_back(std::move(e));
    }
  }
  return mix;
}

}  // namespace falco_run::engine
