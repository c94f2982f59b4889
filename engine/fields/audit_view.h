// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_FIELDS_AUDIT_VIEW_H_
#define FALCO_RUN_ENGINE_FIELDS_AUDIT_VIEW_H_

#include <string_view>

#include "json/document.h"

namespace falco_run::engine {

// An audit event's JSON, parsed when the first field asks for it.
class AuditView {
 public:
  void Begin(std::string_view json) {
    json_ = json;
    parsed_ = false;
  }

  // Nothing if the text is no JSON.
  json::Value root() {
    if (!parsed_) Parse();
    return document_.root();
  }

  // The same for ka.* fields: nothing, too, if it has no auditID and so is no audit event.
  json::Value event() {
    if (!parsed_) Parse();
    return event_;
  }

  std::string_view text() const { return json_; }

 private:
  void Parse() {
    parsed_ = true;
    const bool ok = document_.Parse(json_).ok();
    event_ = ok && document_.root()["auditID"].present() ? document_.root() : json::Value();
  }

  std::string_view json_;
  bool parsed_ = false;
  json::Document document_;
  json::Value event_;
};

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_FIELDS_AUDIT_VIEW_H_
