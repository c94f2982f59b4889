// SPDX-License-Identifier: Apache-2.0
#include "outputs/message.h"

namespace falco_run::outputs {

const proto::Alert& Message::alert() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (alert_ == nullptr) {
    alert_ = std::make_unique<proto::Alert>();
    alert_->ParseFromString(bytes_);
  }
  return *alert_;
}

const std::string& Message::Rendered(std::optional<std::string>& cached,
                                     const Renderers::Render& render) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (cached) return *cached;
  if (alert_ != nullptr) return cached.emplace(render(*alert_));
  // One for all: its strings keep their memory from alert to alert.
  static thread_local proto::Alert scratch;
  scratch.ParseFromString(bytes_);
  return cached.emplace(render(scratch));
}

}  // namespace falco_run::outputs
