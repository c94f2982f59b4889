// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_FIELDS_HOST_NAME_TABLE_H_
#define FALCO_RUN_ENGINE_FIELDS_HOST_NAME_TABLE_H_

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/fields/value.h"

namespace falco_run::engine {

// Which of the host names that rules compare with (fd.sip.name) an address has.
//
//   HostNameTable table;
//   table.Add("db.example.com", std::string_view("\x0a\0\0\x05", 4));
//   table.NamesOf(address)   // a value with the name, if it is that address
//
// Filled once, then only read, by any thread. An IPv4-mapped IPv6 address is the IPv4 address.
class HostNameTable {
 public:
  HostNameTable() = default;
  HostNameTable(const HostNameTable&) = delete;
  HostNameTable& operator=(const HostNameTable&) = delete;

  // `address`: 4 or 16 bytes in network order; anything else is passed over.
  void Add(std::string_view name, std::string_view address);

  // The names, in the order of Add(), as a value of Shape::kPair: what holds for one of them holds,
  // != must hold for all. It is there also without any name: no name is the address's. Valid as
  // long as the table. O(1), allocates nothing.
  Value NamesOf(std::string_view address) const;

  // What NamesOf() gives of an address without names.
  static Value NoNames();

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  std::set<std::string, std::less<>> names_;  // the values are views of these
  std::unordered_map<std::string, std::vector<Value>, Hash, std::equal_to<>> by_address_;
};

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_FIELDS_HOST_NAME_TABLE_H_
