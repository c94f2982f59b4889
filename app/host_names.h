// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_HOST_NAMES_H_
#define FALCO_RUN_APP_HOST_NAMES_H_

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "engine/fields/host_name_source.h"

namespace falco_run::app {

// The addresses of the host names that rules compare with (fd.sip.name), looked up on threads of
// its own, again and again: after 10 s, and after twice that each time nothing has changed, up to
// 320 s.
//
//   auto names = std::make_shared<HostNames>();
//   options.host_names = names;
//   auto engine = Engine::Create(rules, options);
//   names->Start((*engine)->requirements().host_names);
//
// A name that is not found keeps the addresses it had. The threads are detached, as a lookup may
// take long and cannot be stopped: they end behind the last one that was begun.
class HostNames : public engine::HostNameSource {
 public:
  using Clock = std::chrono::steady_clock;
  using Addresses = std::set<std::string>;  // each 4 or 16 bytes in network order

  // What it needs of the world; tests have another one.
  struct World {
    // Empty: not found.
    std::function<Addresses(const std::string& name)> look_up;
    std::function<Clock::time_point()> now;
    // Until `done()`, about which `changed` tells, or `until`.
    std::function<void(std::unique_lock<std::mutex>& lock, std::condition_variable& changed,
                       Clock::time_point until, const std::function<bool()>& done)>
        wait;
  };
  static World RealWorld();

  // How long an event may wait for the first lookups, counted from Start(): a program that lives
  // shortly connects at once. Nobody waits for a replay, or for new rules.
  static constexpr std::chrono::milliseconds kEventPatience{200};
  static constexpr std::chrono::milliseconds kOwnPatience{2000};

  explicit HostNames(World world = RealWorld());
  ~HostNames() override;
  HostNames(const HostNames&) = delete;
  HostNames& operator=(const HostNames&) = delete;

  // Once; not before what must be forked without threads is. Without names nothing happens.
  void Start(const std::set<std::string>& names,
             std::chrono::milliseconds patience = kEventPatience);

  // From here on nothing is looked up; what is known stays. From any thread.
  void Stop();

  // Waits until each name was looked up, or the patience is over.
  void AwaitFirst();

  // Waits in the same way, the first time. Otherwise two atomic reads while nothing changes.
  void Update(engine::HostNameSnapshot& snapshot) override;

 private:
  struct State;
  const std::shared_ptr<State> state_;  // the threads', too
};

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_HOST_NAMES_H_
