// SPDX-License-Identifier: Apache-2.0
#include "tracer/initial_stack.h"

#include <elf.h>
#include <linux/audit.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

#include <cstring>

namespace falco_run::tracer {
namespace {

bool IsWide(uint32_t arch) { return (arch & __AUDIT_ARCH_64BIT) != 0; }

}  // namespace

bool InitialStack::Read(pid_t pid) {
  __ptrace_syscall_info info = {};
  if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof info, &info) <= 0) return false;
  if (!IsWide(info.arch)) return false;
  const iovec local = {data_.data(), data_.size()};
  const iovec remote = {reinterpret_cast<void*>(info.stack_pointer), data_.size()};
  // The stack may be shorter: what there is of it is read.
  const ssize_t n = process_vm_readv(pid, &local, 1, &remote, 1, 0);
  return n > 0 && Parse(info.stack_pointer, static_cast<size_t>(n));
}

bool InitialStack::Word(size_t index, uint64_t& value) const {
  if ((index + 1) * sizeof value > size_) return false;
  std::memcpy(&value, data_.data() + index * sizeof value, sizeof value);
  return true;
}

bool InitialStack::Text(uint64_t pointer, std::string_view& text) const {
  if (pointer < address_ || pointer - address_ >= size_) return false;
  const char* const begin = data_.data() + (pointer - address_);
  const size_t rest = size_ - (pointer - address_);
  const void* const nul = std::memchr(begin, 0, rest);
  if (nul == nullptr) return false;
  text = {begin, static_cast<size_t>(static_cast<const char*>(nul) - begin)};
  return true;
}

bool InitialStack::Parse(uint64_t address, size_t size) {
  address_ = address;
  size_ = size;
  uint64_t count = 0, first = 0, last = 0, word = 0;
  // Programs with 4-byte pointers (x32) have two words in one, which makes a large count.
  if (!Word(0, count) || count == 0 || count > kMostArguments) return false;
  if (!Word(1, first) || !Word(count, last)) return false;
  size_t at = count + 1;
  if (!Word(at++, word) || word != 0) return false;
  do {  // the environment
    if (!Word(at++, word)) return false;
  } while (word != 0);
  uint64_t path = 0;
  for (uint64_t type = AT_IGNORE; type != AT_NULL; at += 2) {
    if (!Word(at, type) || !Word(at + 1, word)) return false;
    if (type == AT_EXECFN) path = word;
  }
  std::string_view first_text, last_text, path_text;
  if (!Text(first, first_text) || !Text(last, last_text) || !Text(path, path_text)) return false;
  if (last < first) return false;
  arguments_ = {first_text.data(), last_text.data() + last_text.size() + 1};
  name_ = path_text.starts_with("/dev/fd/") ? std::string_view() : NameByPath(path_text);
  return true;
}

}  // namespace falco_run::tracer
