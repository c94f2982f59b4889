// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_ALERT_FIELDS_H_
#define FALCO_RUN_APP_ALERT_FIELDS_H_

#include <cmath>
#include <cstdint>
#include <string>

#include "proto/alert.pb.h"

namespace falco_run::app {

// Adds fields to an alert that no rule has made.
class AlertFields {
 public:
  explicit AlertFields(proto::Alert& alert) : alert_(alert) {}
  void Add(const std::string& name, const std::string& text) { Field(name).set_text(text); }
  void Add(const std::string& name, uint64_t n) { Field(name).set_unsigned_number(n); }
  // Falco rounds to one digit.
  void Add(const std::string& name, double real) {
    Field(name).set_real(std::round(real * 10) / 10);
  }
  void AddMemory(const std::string& name, uint64_t bytes, bool megabytes) {
    if (megabytes) {
      Add(name + "_mb", static_cast<double>(bytes) / 1e6);
    } else {
      Add(name + "_kb", bytes / 1024);
    }
  }

 private:
  proto::OutputField& Field(const std::string& name) {
    proto::OutputField& field = *alert_.add_output_fields();
    field.set_name(name);
    return field;
  }
  proto::Alert& alert_;
};

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_ALERT_FIELDS_H_
