// SPDX-License-Identifier: Apache-2.0
#include "app/host_names.h"

#include <netinet/in.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <map>
#include <system_error>
#include <utility>
#include <vector>

#include "http/name_lookup.h"
#include "http/quiet_thread.h"

namespace falco_run::app {
namespace {

using std::chrono::seconds;

constexpr seconds kFirstPause{10};
constexpr seconds kLastPause{320};
// One name that takes long holds up those of its own thread only.
constexpr size_t kThreads = 4;

HostNames::Addresses LookUp(const std::string& name) {
  HostNames::Addresses addresses;
  for (const http::Address& found : http::LookUpNameHere(name, 0).addresses) {
    if (found.get()->sa_family == AF_INET) {
      const auto& v4 = reinterpret_cast<const sockaddr_in&>(found.storage).sin_addr;
      addresses.emplace(reinterpret_cast<const char*>(&v4), sizeof v4);
    } else {
      const auto& v6 = reinterpret_cast<const sockaddr_in6&>(found.storage).sin6_addr;
      addresses.emplace(reinterpret_cast<const char*>(&v6), sizeof v6);
    }
  }
  return addresses;
}

}  // namespace

struct HostNames::State {
  explicit State(World w) : world(std::move(w)) {}

  void Keep(const std::vector<std::string>& names);
  bool LookUpAll(const std::vector<std::string>& names);
  bool Take(const std::string& name, Addresses addresses);
  void EndFirst();

  const World world;
  std::atomic<bool> waited_for{false};  // the first lookups are not through
  std::atomic<bool> stopped{false};
  std::atomic<uint64_t> version{0};
  std::mutex mutex;
  std::condition_variable changed;  // `busy_with_first` or `stopped`
  size_t busy_with_first = 0;       // threads
  Clock::time_point patience_ends;
  std::map<std::string, Addresses> known;
  std::shared_ptr<const engine::HostNameTable> table;
};

// What a thread does.
void HostNames::State::Keep(const std::vector<std::string>& names) {
  LookUpAll(names);
  EndFirst();
  for (seconds pause = kFirstPause; !stopped;) {
    {
      std::unique_lock<std::mutex> lock(mutex);
      world.wait(lock, changed, world.now() + pause, [this] { return stopped.load(); });
    }
    pause = LookUpAll(names) ? kFirstPause : std::min(2 * pause, kLastPause);
  }
}

// Whether anything has changed.
bool HostNames::State::LookUpAll(const std::vector<std::string>& names) {
  bool any = false;
  for (const std::string& name : names) {
    if (stopped) return any;
    any = Take(name, world.look_up(name)) || any;
  }
  return any;
}

// Each change is told at once: the next name may take long.
bool HostNames::State::Take(const std::string& name, Addresses addresses) {
  const std::lock_guard<std::mutex> lock(mutex);
  if (addresses.empty() || known[name] == addresses) return false;
  known[name] = std::move(addresses);
  auto made = std::make_shared<engine::HostNameTable>();
  for (const auto& [one, its] : known) {
    for (const std::string& address : its) made->Add(one, address);
  }
  table = std::move(made);
  version.fetch_add(1, std::memory_order_release);
  return true;
}

void HostNames::State::EndFirst() {
  const std::lock_guard<std::mutex> lock(mutex);
  if (--busy_with_first > 0) return;
  waited_for.store(false, std::memory_order_release);
  changed.notify_all();
}

HostNames::World HostNames::RealWorld() {
  return {LookUp, [] { return Clock::now(); },
          [](std::unique_lock<std::mutex>& lock, std::condition_variable& changed,
             Clock::time_point until,
             const std::function<bool()>& done) { changed.wait_until(lock, until, done); }};
}

HostNames::HostNames(World world) : state_(std::make_shared<State>(std::move(world))) {}

HostNames::~HostNames() { Stop(); }

void HostNames::Stop() {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  state_->stopped = true;
  state_->changed.notify_all();
}

void HostNames::Start(const std::set<std::string>& names, std::chrono::milliseconds patience) {
  if (names.empty()) return;
  std::vector<std::vector<std::string>> shares(std::min(kThreads, names.size()));
  size_t next = 0;
  for (const std::string& name : names) shares[next++ % shares.size()].push_back(name);
  {
    const std::lock_guard<std::mutex> lock(state_->mutex);
    state_->patience_ends = state_->world.now() + patience;
    state_->busy_with_first = shares.size();
    state_->waited_for.store(true, std::memory_order_release);
  }
  for (std::vector<std::string>& share : shares) {
    try {
      http::StartQuietThread([state = state_, share = std::move(share)] {
        state->Keep(share);
      }).detach();
    } catch (const std::system_error&) {
      state_->EndFirst();  // its names stay unknown
    }
  }
}

void HostNames::AwaitFirst() {
  std::unique_lock<std::mutex> lock(state_->mutex);
  State& state = *state_;
  if (state.busy_with_first > 0) {
    state.world.wait(lock, state.changed, state.patience_ends,
                     [&] { return state.busy_with_first == 0; });
  }
  state.waited_for.store(false, std::memory_order_release);
}

void HostNames::Update(engine::HostNameSnapshot& snapshot) {
  State& state = *state_;
  if (state.waited_for.load(std::memory_order_acquire)) AwaitFirst();
  if (snapshot.version == state.version.load(std::memory_order_acquire)) return;
  const std::lock_guard<std::mutex> lock(state.mutex);
  snapshot = {state.version.load(std::memory_order_relaxed), state.table};
}

}  // namespace falco_run::app
