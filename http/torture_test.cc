// SPDX-License-Identifier: Apache-2.0
// The server under clients that mean harm: it goes on answering and stays small.
#include <gtest/gtest.h>
#include <malloc.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <iostream>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "http/client.h"
#include "http/gzip.h"
#include "http/server.h"
#include "http/test_socket.h"

namespace falco_run::http {
namespace {

using std::chrono::milliseconds;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kAttacks = 2000;
constexpr size_t kMebibytes = 1000;  // sanitizers keep what was freed
#else
constexpr int kAttacks = 10000;
constexpr size_t kMebibytes = 80;
#endif
constexpr int kSlow = 100;  // connections that say little for as long as they are let

// Megabytes of this process that are in memory now.
size_t Resident() {
  size_t pages = 0;
  std::ifstream("/proc/self/statm").ignore(64, ' ') >> pages;
  return pages * static_cast<size_t>(sysconf(_SC_PAGESIZE)) >> 20;
}

// What attackers send; `number` chooses.
std::string Attack(int number, std::mt19937& random, const std::string& bomb) {
  const std::string post = "POST / HTTP/1.1\r\nHost: h\r\n";
  std::string junk(random() % 3000, '\0');
  for (char& c : junk) c = static_cast<char>(random());
  switch (number % 10) {
    case 0:
      return junk;
    case 1:
      return post + "X: " + std::string(100000, 'x');
    case 2:
      return post + "Content-Length: 4000000000\r\n\r\n" + junk;
    case 3:  // announces much, sends some
      return post + "Content-Length: 2000000\r\n\r\n" + std::string(50000, 'x');
    case 4:
      return post + "Content-Encoding: gzip\r\nContent-Length: " + std::to_string(bomb.size()) +
             "\r\n\r\n" + bomb;
    case 5: {
      std::string chunks = post + "Transfer-Encoding: chunked\r\n\r\n";
      for (int i = 0; i < 2000; ++i) chunks += "1\r\nx\r\n";
      return chunks + "1;" + std::string(30000, 'y');
    }
    case 6: {
      std::string many = post;
      for (int i = 0; i < 2000; ++i) many += "X" + std::to_string(i) + ": y\r\n";
      return many;
    }
    case 7: {
      std::string good;  // many requests, no answer is read
      for (int i = 0; i < 200; ++i) good += post + "Content-Length: 1\r\n\r\nz";
      return good;
    }
    case 8: {
      std::string damaged = post + "Content-Length: 10\r\nConnection: keep-alive\r\n\r\n0123456789";
      damaged[random() % damaged.size()] = static_cast<char>(random());
      return damaged;
    }
    default:
      return post.substr(0, random() % post.size());
  }
}

TEST(Torture, TenThousandBadRequests) {
  ServerOptions options;
  options.address = "127.0.0.1";
  options.max_connections = 300;
  options.max_buffered = 16 << 20;
  options.read_timeout = milliseconds(1000);
  std::atomic<size_t> longest{0};
  const auto started = Server::Start(options, [&](const Request& request) {
    longest = std::max<size_t>(longest, request.body.size());
    return Response{.body = "ok"};
  });
  ASSERT_TRUE(started.ok()) << started.status();
  Server& server = **started;
  const std::string bomb = *Gzip(std::string(64 << 20, '\0'));
  malloc_trim(0);
  const size_t before = Resident();

  std::atomic<bool> over{false};
  std::atomic<size_t> most{0};
  std::thread watching([&] {
    while (!over) {
      most = std::max<size_t>(most, Resident());
      std::this_thread::sleep_for(milliseconds(5));
    }
  });
  std::vector<std::thread> attackers;
  std::atomic<int> next{0};
  std::atomic<uint64_t> connected{0};
  for (int i = 0; i < 4; ++i) {
    attackers.emplace_back([&, i] {
      std::mt19937 random(static_cast<unsigned>(i));
      std::vector<TestSocket> open;  // is closed late, most of it without reading
      for (int number = next++; number < kAttacks; number = next++) {
        TestSocket socket = TestSocket::Connect(server.port());
        if (!socket.is_open()) continue;
        ++connected;
        const timeval brief{0, 200000};
        setsockopt(socket.fd(), SOL_SOCKET, SO_SNDTIMEO, &brief, sizeof brief);
        socket.Send(Attack(number, random, bomb));
        open.push_back(std::move(socket));
        if (open.size() > 20) open.erase(open.begin());
      }
    });
  }
  std::vector<TestSocket> slow;
  for (int i = 0; i < kSlow; ++i) {
    slow.push_back(TestSocket::Connect(server.port()));
    slow.back().Send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\nx");
  }
  for (std::thread& attacker : attackers) attacker.join();
  EXPECT_GT(connected, static_cast<uint64_t>(kAttacks) * 9 / 10);
  // Who waits in the kernel's queue still has to be seen.
  ServerCounters counters = server.counters();
  for (int i = 0; i < 3000 && counters.connections + counters.refused < connected; ++i) {
    std::this_thread::sleep_for(milliseconds(10));
    counters = server.counters();
  }
  over = true;
  watching.join();
  EXPECT_GE(counters.connections + counters.refused, connected);
  // How many of them get as far as being read depends on who is faster.
  EXPECT_GT(counters.bad_requests, 0u);
  EXPECT_GT(counters.bad_requests + counters.refused, static_cast<uint64_t>(kAttacks) / 4);
  EXPECT_GT(counters.requests, 0u);
  EXPECT_LE(longest, options.max_body);
  EXPECT_LT(most - before, kMebibytes) << "MiB more than before";
  std::cout << most - before << " MiB more than before\n";

  // It still answers, and forgets all about it.
  slow.clear();
  const auto client =
      Client::Make({.url = "http://127.0.0.1:" + std::to_string(server.port()) + "/"});
  ASSERT_TRUE(client.ok());
  bool answered = false;
  for (int i = 0; i < 100 && !answered; ++i) {
    const auto response = (*client)->Send({.body = "hello"});
    answered = response.ok() && response->status == 200;
    if (!answered) std::this_thread::sleep_for(milliseconds(100));
  }
  EXPECT_TRUE(answered);
  for (int i = 0; i < 1000 && (server.counters().open > 1 || server.counters().buffered > 0); ++i) {
    std::this_thread::sleep_for(milliseconds(10));
  }
  EXPECT_LE(server.counters().open, 1u);  // the client's
  EXPECT_EQ(server.counters().buffered, 0u);
}

}  // namespace
}  // namespace falco_run::http
