// SPDX-License-Identifier: Apache-2.0
#include "engine/describe/process_keys.h"

#include <string>
#include <vector>

#include "engine/describe/yaml_text.h"
#include "engine/fields/arg_text.h"
#include "engine/fields/fd_view.h"
#include "text/suggest.h"

namespace falco_run::engine {
namespace {

using proto::Process;
using Node = YAML::Node;
using Fd = proto::FileDescriptor;

// Setters for members of the plain kinds.
template <std::string* (Process::*Mutable)()>
absl::Status Bytes(const Node& node, Process& p, uint64_t) {
  auto text = ReadText(node);
  if (!text.ok()) return text.status();
  *(p.*Mutable)() = *std::move(text);
  return absl::OkStatus();
}

template <auto Set>
absl::Status Number(const Node& node, Process& p, uint64_t) {
  auto number = ReadInteger(node);
  if (!number.ok()) return number.status();
  (p.*Set)(static_cast<uint64_t>(*number));
  return absl::OkStatus();
}

template <void (proto::ExeFile::*Set)(bool)>
absl::Status FileFlag(const Node& node, Process& p, uint64_t) {
  auto value = ReadBool(node);
  if (!value.ok()) return value.status();
  (p.mutable_exe_file()->*Set)(*value);
  return absl::OkStatus();
}

template <auto Set>
absl::Status FileNumber(const Node& node, Process& p, uint64_t) {
  auto number = ReadInteger(node);
  if (!number.ok()) return number.status();
  (p.mutable_exe_file()->*Set)(static_cast<uint64_t>(*number));
  return absl::OkStatus();
}

absl::Status Name(const Node& node, Process& p, uint64_t) {
  auto text = ReadText(node);
  if (!text.ok()) return text.status();
  if (text->size() > kMaxComm) {
    return Mistake(node, "a process's name has at most 15 bytes: the kernel makes '" +
                             text->substr(0, kMaxComm) + "' of it");
  }
  p.set_comm(*text);
  return absl::OkStatus();
}

// The words of a command line, as proc.cmdline joins them: separated by one blank each.
std::vector<std::string> Words(const std::string& text) {
  std::vector<std::string> words;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find(' ', begin), text.size());
    words.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

absl::Status ReadWords(const Node& node, std::vector<std::string>& words) {
  auto texts = ReadTexts(node);
  if (!texts.ok()) return texts.status();
  words = *std::move(texts);
  if (node.IsScalar()) words = words[0].empty() ? std::vector<std::string>() : Words(words[0]);
  return absl::OkStatus();
}

absl::Status Args(const Node& node, Process& p, uint64_t) {
  std::vector<std::string> words;
  if (absl::Status s = ReadWords(node, words); !s.ok()) return s;
  p.clear_args();
  for (std::string& word : words) p.add_args(std::move(word));
  return absl::OkStatus();
}

// cmdline begins with the name, exeline with argv[0].
template <bool kExe>
absl::Status CommandLine(const Node& node, Process& p, uint64_t) {
  std::vector<std::string> words;
  if (absl::Status s = ReadWords(node, words); !s.ok()) return s;
  if (words.empty()) return Mistake(node, "a command line has at least one word");
  if (kExe) {
    p.set_exe(words[0]);
  } else if (p.comm().empty()) {
    const std::string name = words[0].substr(words[0].rfind('/') + 1);
    p.set_comm(name.substr(0, kMaxComm));
  }
  p.clear_args();
  for (size_t i = 1; i < words.size(); ++i) p.add_args(std::move(words[i]));
  return absl::OkStatus();
}

absl::Status Env(const Node& node, Process& p, uint64_t) {
  if (node.IsMap()) {
    auto entries = ReadEntries(node, "env");
    if (!entries.ok()) return entries.status();
    for (const YamlEntry& entry : *entries) {
      auto text = ReadText(entry.value);
      if (!text.ok()) return text.status();
      p.add_env(entry.name + "=" + *text);
    }
    return absl::OkStatus();
  }
  auto texts = ReadTexts(node);
  if (!texts.ok()) return texts.status();
  for (std::string& text : *texts) p.add_env(std::move(text));
  return absl::OkStatus();
}

absl::Status Cgroups(const Node& node, Process& p, uint64_t) {
  auto texts = ReadTexts(node);
  if (!texts.ok()) return texts.status();
  for (std::string& text : *texts) p.add_cgroups(std::move(text));
  return absl::OkStatus();
}

absl::Status LoginUid(const Node& node, Process& p, uint64_t) {
  auto number = ReadInteger(node);
  if (!number.ok()) return number.status();
  p.set_loginuid(static_cast<uint32_t>(*number));  // -1: none
  return absl::OkStatus();
}

absl::Status Age(const Node& node, Process& p, uint64_t now) {
  auto number = ReadInteger(node);
  if (!number.ok()) return number.status();
  p.set_clone_time_ns(now - static_cast<uint64_t>(*number));
  return absl::OkStatus();
}

// How long before the process's start its file was changed.
absl::Status ExeAge(const Node& node, Process& p, uint64_t now) {
  auto number = ReadInteger(node);
  if (!number.ok()) return number.status();
  if (p.clone_time_ns() == 0) p.set_clone_time_ns(now);
  p.mutable_exe_file()->set_ctime_ns(p.clone_time_ns() - static_cast<uint64_t>(*number));
  return absl::OkStatus();
}

Fd& Stdio(Process& p, int num) {
  for (Fd& fd : *p.mutable_stdio()) {
    if (fd.num() == num) return fd;
  }
  Fd* fd = p.add_stdio();
  fd->set_num(num);
  return *fd;
}

template <int kNum>
absl::Status StdioName(const Node& node, Process& p, uint64_t) {
  auto text = ReadText(node);
  if (!text.ok()) return text.status();
  Fd& fd = Stdio(p, kNum);
  fd.set_name(*text);
  if (fd.type() == Fd::UNKNOWN && text->starts_with("/")) fd.set_type(Fd::FILE);
  return absl::OkStatus();
}

template <int kNum>
absl::Status StdioType(const Node& node, Process& p, uint64_t) {
  auto text = ReadText(node);
  if (!text.ok()) return text.status();
  std::vector<std::string> known;
  for (int i = 1; i < Fd::Type_ARRAYSIZE; ++i) {
    known.emplace_back(FdTypeName(static_cast<Fd::Type>(i)));
    if (known.back() != *text) continue;
    Stdio(p, kNum).set_type(static_cast<Fd::Type>(i));
    return absl::OkStatus();
  }
  return Mistake(node, "unknown type '" + *text + "'" + Suggestion(*text, known));
}

// "CAP_CHOWN CAP_SETUID", or a number.
template <void (Process::*Set)(uint64_t)>
absl::Status Capabilities(const Node& node, Process& p, uint64_t) {
  std::vector<std::string> words;
  if (absl::Status s = ReadWords(node, words); !s.ok()) return s;
  if (words.size() == 1 && !words[0].starts_with("CAP_")) {
    auto number = ReadInteger(node);
    if (!number.ok()) return number.status();
    (p.*Set)(static_cast<uint64_t>(*number));
    return absl::OkStatus();
  }
  uint64_t set = 0;
  for (const std::string& word : words) {
    std::vector<std::string> known;
    uint64_t bit = 0;
    for (uint64_t i = 0; i < 64; ++i) {
      std::string name;
      AppendCapabilities(uint64_t{1} << i, name);
      if (name.empty()) break;
      if (name == word) bit = uint64_t{1} << i;
      known.push_back(std::move(name));
    }
    if (bit == 0)
      return Mistake(node, "unknown capability '" + word + "'" + Suggestion(word, known));
    set |= bit;
  }
  (p.*Set)(set);
  return absl::OkStatus();
}

constexpr ProcessKey kKeys[] = {
    {"name", "proc.name", Name},
    {"exe", "proc.exe", Bytes<&Process::mutable_exe>},
    {"exepath", "proc.exepath", Bytes<&Process::mutable_exe_path>},
    {"args", "proc.args", Args},
    {"cmdline", "proc.cmdline", CommandLine<false>},
    {"exeline", "proc.exeline", CommandLine<true>},
    {"cwd", "proc.cwd", Bytes<&Process::mutable_cwd>},
    {"env", "proc.env", Env},
    {"pid", "proc.pid", Number<&Process::set_pid>},
    {"vpid", "proc.vpid", Number<&Process::set_vpid>},
    {"sid", "proc.sid", Number<&Process::set_sid>},
    {"pgid", "proc.pgid", Number<&Process::set_pgid>},
    {"vpgid", "proc.vpgid", Number<&Process::set_vpgid>},
    {"tty", "proc.tty", Number<&Process::set_tty>},
    {"user", "user.name", Bytes<&Process::mutable_user_name>},
    {"uid", "user.uid", Number<&Process::set_uid>},
    {"home", "user.homedir", Bytes<&Process::mutable_user_home>},
    {"shell", "user.shell", Bytes<&Process::mutable_user_shell>},
    {"group", "group.name", Bytes<&Process::mutable_group_name>},
    {"gid", "group.gid", Number<&Process::set_gid>},
    {"loginuid", "user.loginuid", LoginUid},
    {"loginname", "user.loginname", Bytes<&Process::mutable_login_name>},
    {"started", "proc.pid.ts", Number<&Process::set_clone_time_ns>},
    {"age", "proc.duration", Age},
    {"pidns_started", "proc.pidns_init_start_ts", Number<&Process::set_pidns_init_time_ns>},
    {"exe_writable", "proc.is_exe_writable", FileFlag<&proto::ExeFile::set_writable>},
    {"exe_upper_layer", "proc.is_exe_upper_layer", FileFlag<&proto::ExeFile::set_upper_layer>},
    {"exe_lower_layer", "proc.is_exe_lower_layer", FileFlag<&proto::ExeFile::set_lower_layer>},
    {"exe_from_memfd", "proc.is_exe_from_memfd", FileFlag<&proto::ExeFile::set_from_memfd>},
    {"exe_ino", "proc.exe_ino", FileNumber<&proto::ExeFile::set_ino>},
    {"exe_ctime", "proc.exe_ino.ctime", FileNumber<&proto::ExeFile::set_ctime_ns>},
    {"exe_mtime", "proc.exe_ino.mtime", FileNumber<&proto::ExeFile::set_mtime_ns>},
    {"exe_age", "proc.exe_ino.ctime_duration_proc_start", ExeAge},
    {"cap_effective", "thread.cap_effective", Capabilities<&Process::set_cap_effective>},
    {"cap_permitted", "thread.cap_permitted", Capabilities<&Process::set_cap_permitted>},
    {"cap_inheritable", "thread.cap_inheritable", Capabilities<&Process::set_cap_inheritable>},
    {"threads", "proc.nthreads", Number<&Process::set_threads>},
    {"cgroups", nullptr, Cgroups},
    {"stdin", "proc.stdin.name", StdioName<0>},
    {"stdin_type", "proc.stdin.type", StdioType<0>},
    {"stdout", "proc.stdout.name", StdioName<1>},
    {"stdout_type", "proc.stdout.type", StdioType<1>},
    {"stderr", "proc.stderr.name", StdioName<2>},
    {"stderr_type", "proc.stderr.type", StdioType<2>},
};

}  // namespace

std::span<const ProcessKey> ProcessKeys() { return kKeys; }

}  // namespace falco_run::engine
