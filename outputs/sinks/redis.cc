// SPDX-License-Identifier: Apache-2.0
// Redis: https://redis.io/docs/latest/develop/reference/protocol-spec/
#include <hiredis/hiredis.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "outputs/sinks/all.h"
#include "outputs/sinks/connected_sink.h"
#include "outputs/sinks/post.h"

namespace falco_run::outputs {
namespace {

constexpr uint16_t kPort = 6379;

config::Keys Keys() {
  return {
      {.path = "address", .help = "HOST:PORT, or rediss://HOST:PORT for TLS; empty: no Redis."},
      {.path = "username", .help = "With a password: the user, of Redis 6 and later."},
      {.path = "password", .help = "Password.", .secret = true},
      {.path = "database", .type = config::Type::kNumber, .initial = "0", .help = "Number."},
      {.path = "storagetype",
       .initial = "list",
       .help = "list: alerts are pushed at the end of a list; hashmap: set by their id.",
       .choices = "list|hashmap"},
      {.path = "key", .initial = "falco", .help = "Of the list or hash."},
  };
}

struct Settings {
  std::string username;
  std::string password;
  uint64_t database = 0;
  bool hashmap = false;
  std::string key;
  bool tls = false;
  http::TlsOptions tls_options;
};

// The protocol is hiredis's; connections are ours, for it has no TLS and looks up names by itself.
class RedisDialogue : public Dialogue {
 public:
  explicit RedisDialogue(Settings settings) : settings_(std::move(settings)) {}

  absl::Status Begin(net::Connection& connection) override {
    if (settings_.tls) {
      if (auto status = connection.StartTls(settings_.tls_options); !status.ok()) return status;
    }
    reader_.reset(redisReaderCreate());
    if (!settings_.password.empty()) {
      std::vector<std::string> auth = {"AUTH"};
      if (!settings_.username.empty()) auth.push_back(settings_.username);
      auth.push_back(settings_.password);
      if (auto status = Call(connection, auth); !status.ok()) return status;
    }
    if (settings_.database == 0) return absl::OkStatus();
    return Call(connection, {"SELECT", std::to_string(settings_.database)});
  }

  std::vector<Delivery> Send(net::Connection& connection,
                             std::span<const Payload> alerts) override {
    std::string bytes;
    for (const Payload& alert : alerts) {
      std::string json = Dump(alert.ToJson());
      Append(settings_.hashmap
                 ? std::vector<std::string>{"HSET", settings_.key, alert.id, std::move(json)}
                 : std::vector<std::string>{"RPUSH", settings_.key, std::move(json)},
             bytes);
    }
    if (auto status = connection.Write(bytes); !status.ok()) return AllOf(alerts.size(), status);
    std::vector<Delivery> results;
    while (results.size() < alerts.size()) {
      results.push_back({ReadReply(connection)});
      if (absl::IsUnavailable(results.back().status) ||
          absl::IsDeadlineExceeded(results.back().status)) {
        // Whatever follows has not been answered either.
        results.resize(alerts.size(), results.back());
      }
    }
    return results;
  }

 private:
  struct FreeReader {
    void operator()(redisReader* reader) const { redisReaderFree(reader); }
  };

  static void Append(const std::vector<std::string>& words, std::string& bytes) {
    std::vector<const char*> texts;
    std::vector<size_t> sizes;
    for (const std::string& word : words) {
      texts.push_back(word.data());
      sizes.push_back(word.size());
    }
    char* command = nullptr;
    const auto size = redisFormatCommandArgv(&command, static_cast<int>(words.size()), texts.data(),
                                             sizes.data());
    if (size > 0) bytes.append(command, static_cast<size_t>(size));
    redisFreeCommand(command);
  }

  absl::Status Call(net::Connection& connection, const std::vector<std::string>& words) {
    std::string bytes;
    Append(words, bytes);
    if (auto status = connection.Write(bytes); !status.ok()) return status;
    const absl::Status status = ReadReply(connection);
    // Credentials and databases may be mended while we run.
    return status.ok() ? status : absl::UnavailableError(status.message());
  }

  absl::Status ReadReply(net::Connection& connection) {
    while (true) {
      void* raw = nullptr;
      if (redisReaderGetReply(reader_.get(), &raw) != REDIS_OK) {
        return absl::UnavailableError("the server does not speak Redis");
      }
      if (raw != nullptr) {
        const auto* reply = static_cast<const redisReply*>(raw);
        absl::Status status;
        if (reply->type == REDIS_REPLY_ERROR) status = ErrorOf({reply->str, reply->len});
        freeReplyObject(raw);
        return status;
      }
      const auto bytes = connection.ReadSome();
      if (!bytes.ok()) return bytes.status();
      redisReaderFeed(reader_.get(), bytes->data(), bytes->size());
    }
  }

  static absl::Status ErrorOf(const std::string& text) {
    // What passes: loading, out of memory, a replica, a failover.
    for (const char* passing : {"LOADING", "OOM", "READONLY", "MASTERDOWN", "BUSY", "TRYAGAIN",
                                "CLUSTERDOWN", "NOAUTH", "MISCONF"}) {
      if (text.starts_with(passing)) return absl::UnavailableError(text);
    }
    return absl::FailedPreconditionError(text);
  }

  const Settings settings_;
  std::unique_ptr<redisReader, FreeReader> reader_;
};

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  const config::Reader& section = context.section;
  std::string address = section.Text("address");
  if (address.empty()) return nullptr;
  Settings settings;
  settings.tls = net::TakeScheme(address) == "rediss" || section.Bool("mutualtls");
  settings.tls_options = MakeClientOptions(context, "").tls;
  settings.username = section.Text("username");
  settings.password = section.Text("password");
  settings.database = section.Number("database");
  settings.hashmap = section.Text("storagetype") == "hashmap";
  settings.key = TextOr(section, "key", "falco");
  auto server = net::ParseHostPort(address, kPort);
  if (!server.ok()) return absl::InvalidArgumentError("address must be HOST:PORT");
  return MakeConnectedSink(context, {.name = "redis", .server = *std::move(server)},
                           std::make_unique<RedisDialogue>(std::move(settings)));
}

}  // namespace

Sink RedisSink() { return {"redis", Keys, Make}; }

}  // namespace falco_run::outputs
