// SPDX-License-Identifier: Apache-2.0
#include "recording/format.h"

namespace falco_run::recording {
namespace {

void AppendNumber(uint32_t number, std::string& out) {
  for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(number >> shift);
}

}  // namespace

std::string MakeHeader(uint32_t version) {
  std::string header;
  AppendNumber(kSkippableMagic, header);
  AppendNumber(sizeof kName - 1 + sizeof version, header);
  header += kName;
  AppendNumber(version, header);
  return header;
}

}  // namespace falco_run::recording
