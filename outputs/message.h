// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_MESSAGE_H_
#define FALCO_RUN_OUTPUTS_MESSAGE_H_

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "proto/alert.pb.h"

namespace falco_run::outputs {

// How alerts are put into words; one line each, without its newline. Called from any thread.
struct Renderers {
  using Render = std::function<std::string(const proto::Alert&)>;
  Render text;  // "12:00:00.000000000: Warning ..."
  Render json;  // the object that Falco prints with json_output
  bool line_is_json = false;
};

// The rule of alerts that are to be seen at every output, whatever its minimum priority.
inline constexpr std::string_view kTestRule = "Test rule";

// Whether an output that asks for alerts at least as severe as `least` gets the alert.
inline bool IsWanted(const proto::Alert& alert, proto::Priority least) {
  return alert.priority() <= least || alert.rule() == kTestRule;
}

// An alert on its way to the outputs. It waits as bytes, in one piece of memory: what it looks
// like is worked out when the first output asks, and kept. Thread-safe.
class Message {
 public:
  // `alert` is a serialized proto::Alert; `renderers` must outlive the message.
  Message(std::string alert, const Renderers& renderers)
      : bytes_(std::move(alert)), renderers_(renderers) {}
  Message(const proto::Alert& alert, const Renderers& renderers)
      : Message(alert.SerializeAsString(), renderers) {}

  const proto::Alert& alert() const;
  const std::string& text() const { return Rendered(text_, renderers_.text); }
  const std::string& json() const { return Rendered(json_, renderers_.json); }
  // What stdout, files, programs and HTTP get: text or JSON, as configured.
  const std::string& line() const { return renderers_.line_is_json ? json() : text(); }
  bool line_is_json() const { return renderers_.line_is_json; }

 private:
  const std::string& Rendered(std::optional<std::string>& cached,
                              const Renderers::Render& render) const;

  const std::string bytes_;
  const Renderers& renderers_;
  mutable std::mutex mutex_;  // for what follows; what was set once stays
  mutable std::unique_ptr<proto::Alert> alert_;
  mutable std::optional<std::string> text_;
  mutable std::optional<std::string> json_;
};

using MessagePtr = std::shared_ptr<const Message>;

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_MESSAGE_H_
