// SPDX-License-Identifier: Apache-2.0
#include "tracer/remote_memory.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>

#include "tracer/borrowed_ids.h"

namespace falco_run::tracer {
namespace {

constexpr uint64_t kPage = 4096;  // the smallest page size; a larger real one does no harm
// Most paths are shorter, and copying a whole page costs more than a second read now and then.
constexpr size_t kFirstRead = 256;

}  // namespace

int RemoteMemory::MostCalls() {
  constexpr int kMost = 8;
  static const bool sees_all = [] {
    __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {};
    return syscall(SYS_capget, &header, data) == 0 &&
           (data[0].effective >> CAP_SYS_PTRACE & 1) != 0;
  }();
  return sees_all ? kMost : 0;
}

bool RemoteMemory::Open() {
  looked_up_ = true;
  char path[32];
  std::snprintf(path, sizeof path, "/proc/%d/mem", task_);
  fd_.reset(open(path, O_RDONLY | O_CLOEXEC));
  if (!fd_.valid() && (errno == EACCES || errno == EPERM)) {
    BorrowedIds ids(task_);
    if (ids.changed()) fd_.reset(open(path, O_RDONLY | O_CLOEXEC));
  }
  return fd_.valid();
}

ssize_t RemoteMemory::Pread(uint64_t address, void* buffer, size_t size) {
  if (!fd_.valid() && calls_left_ > 0) {
    --calls_left_;
    const ssize_t n = ReadByCall(address, buffer, size);
    if (n >= 0) return n;
    // Refused; or a fault that may be none to the kernel, which can read what was mapped for
    // writing alone.
    calls_left_ = 0;
  }
  if (!fd_.valid() && !Open()) return ReadByCall(address, buffer, size);
  ssize_t n = pread(fd_.get(), buffer, size, static_cast<off_t>(address));
  if (n != 0 || size == 0) return n;
  // End of file means that nobody uses this address space any more.
  if (!Open()) return -2;
  n = pread(fd_.get(), buffer, size, static_cast<off_t>(address));
  return n == 0 ? -2 : n;
}

// Also where the file cannot be opened: too many are open, or it is hidden.
ssize_t RemoteMemory::ReadByCall(uint64_t address, void* buffer, size_t size) {
  looked_up_ = true;
  iovec local = {buffer, size};
  iovec remote = {reinterpret_cast<void*>(address), size};
  const ssize_t n = process_vm_readv(task_, &local, 1, &remote, 1, 0);
  if (n > 0 || size == 0) return n;
  return n < 0 && errno == EFAULT ? -1 : -2;
}

RemoteMemory::Read RemoteMemory::ReadBytes(uint64_t address, void* buffer, size_t size) {
  auto* out = static_cast<char*>(buffer);
  while (size > 0) {
    const ssize_t n = Pread(address, out, size);
    if (n == -2) return Read::kNoAccess;
    if (n < 0) return Read::kFault;
    out += n;
    address += static_cast<uint64_t>(n);
    size -= static_cast<size_t>(n);
  }
  return Read::kOk;
}

RemoteMemory::Read RemoteMemory::ReadString(uint64_t address, size_t limit, std::string& out) {
  out.clear();
  char buffer[kPage];
  size_t want = kFirstRead;
  while (out.size() < limit) {
    const size_t to_page_end = kPage - (address & (kPage - 1));
    const size_t size = std::min({want, to_page_end, limit - out.size()});
    const ssize_t n = Pread(address, buffer, size);
    if (n == -2) return Read::kNoAccess;
    if (n < 0) return Read::kFault;
    if (const void* nul = std::memchr(buffer, 0, static_cast<size_t>(n))) {
      out.append(buffer, static_cast<const char*>(nul) - buffer);
      return Read::kOk;
    }
    out.append(buffer, static_cast<size_t>(n));
    address += static_cast<uint64_t>(n);
    want = kPage;
  }
  return Read::kTruncated;
}

RemoteMemory::Read RemoteMemory::ReadStringArray(uint64_t address, int pointer_size,
                                                 size_t max_items, size_t max_bytes,
                                                 std::vector<std::string>& out) {
  out.clear();
  const auto width = static_cast<size_t>(pointer_size);
  size_t bytes = 0;
  char block[32 * sizeof(uint64_t)];
  while (out.size() < max_items && bytes < max_bytes) {
    // As many pointers as this page and the block hold; one that lies across pages alone.
    const uint64_t at = address + out.size() * width;
    const size_t to_page_end = kPage - (at & (kPage - 1));
    const size_t size = std::max(std::min(sizeof block, to_page_end) / width, size_t{1}) * width;
    if (const Read r = ReadBytes(at, block, size); r != Read::kOk) return r;
    for (size_t i = 0; i < size && out.size() < max_items && bytes < max_bytes; i += width) {
      uint64_t pointer = 0;  // little-endian: a 32-bit pointer fills the low half
      std::memcpy(&pointer, block + i, width);
      if (pointer == 0) return Read::kOk;
      const Read s = ReadString(pointer, max_bytes - bytes, out.emplace_back());
      if (s == Read::kFault || s == Read::kNoAccess) return s;
      bytes += out.back().size() + 1;
    }
  }
  return Read::kOk;
}

}  // namespace falco_run::tracer
